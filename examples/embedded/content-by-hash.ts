import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { glob } from 'node:fs/promises'
import { connect } from 'nexusfs'

/** Content is stored by its SHA-256: once, immutable, verified on every read. */
export async function contentByHash(dataDir: string): Promise<void> {
  const nx = await connect({ dataDir })
  const bytes = new Uint8Array(1_000_000).fill(7)
  const sha256 = createHash('sha256').update(bytes).digest('hex')

  const { etag } = await nx.write('/a.bin', bytes)
  assert.equal(etag, sha256)
  for (let copy = 0; copy < 9; copy += 1) await nx.write(`/copies/${copy}.bin`, bytes)

  const { files, bytes: logical, uniqueBytes } = await nx.content.usage('/')
  console.log(`${files} files, ${logical} bytes, stored: ${uniqueBytes}`)
  assert.equal(uniqueBytes, bytes.byteLength)
  assert.equal((await nx.stat('/a.bin')).refCount, 10)

  // Large content is one object named by its hash; small content lies in the store.
  const objects: string[] = []
  for await (const file of glob('**/cas/*/*/*', { cwd: dataDir })) objects.push(file)
  console.log(objects)
  assert.equal(objects.length, 1)
  await nx.close()
}
