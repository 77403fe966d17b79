/** Works on the local disk, and moves what is finished to object storage: same tree, same versions. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { connect, isNexusError } from 'nexusfs'

const nx = await connect(join(import.meta.dirname, 'nexus.yaml'))
try {
  const final = randomBytes(500_000)
  await nx.write('/workspace/report/data.bin', randomBytes(500_000))
  await nx.write('/workspace/report/data.bin', final)

  // A rename moves names. Content that is there already stays where it is until it is migrated.
  const archive = '/external/archive'
  await nx.rename('/workspace/report', `${archive}/report`)
  const moved = { from: '/', to: archive, prefix: `${archive}/report`, removeSource: true }
  const { contents, bytes } = await nx.content.migrate({ ...moved, apply: true })
  console.log(`moved to object storage: ${contents} files, ${bytes} bytes`)

  // What was read or written lately is in the cache, so that it does not come over the network again.
  assert.deepEqual(Buffer.from(await nx.read(`${archive}/report/data.bin`)), final)
  const versions = await nx.versions.list(`${archive}/report/data.bin`).toArray()
  console.log(`versions that came along: ${versions.map(({ version }) => version).join(', ')}`)
  for (const { mountPoint, backend } of await nx.mounts.list())
    console.log(`${mountPoint}  ${backend.type} at ${backend.location}`)
} catch (error) {
  if (!isNexusError(error)) throw error
  console.error(`${error.code}: ${error.message} ${error.hint ?? ''}`)
  console.error('Set MINIO_URL, MINIO_ACCESS_KEY and MINIO_SECRET_KEY; README.md says more.')
  process.exitCode = 2
} finally {
  await nx.close()
}
