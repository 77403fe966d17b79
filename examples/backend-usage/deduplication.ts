import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type S3BackendOptions, s3 } from '@nexusfs/backend-s3'
import { connect } from 'nexusfs'

/** The same bytes twice are sent once. Questions about the tree do not reach the bucket at all. */
export async function onceForAll(folder: string, bucket: S3BackendOptions): Promise<void> {
  const backend = s3(bucket)
  const nx = await connect({ dataDir: join(folder, 'data'), backend })
  const counters = async () => {
    const { bytesIn, calls } = (await nx.mounts.get('/')).counters
    const { put, head, get } = calls
    return { bytesIn, calls: { put, head, get } }
  }
  const content = randomBytes(1_000_000)

  await nx.write('/workspace/first.bin', content)
  const { bytesIn: sent } = await counters()
  await nx.write('/workspace/second.bin', content)
  await nx.copy('/workspace/first.bin', '/workspace/third.bin')
  assert.equal((await counters()).bytesIn, sent)

  const { files, bytes, uniqueBytes } = await nx.content.usage('/')
  console.log(`${files} files, ${bytes} bytes, stored: ${uniqueBytes}, sent: ${sent}`)
  const before = await counters()
  await nx.list('/').toArray()
  await nx.stat('/workspace/third.bin')
  const { calls } = await counters()
  assert.deepEqual(calls, before.calls)
  console.log(`calls of the provider: ${calls.put} put, ${calls.head} head, ${calls.get} get`)
  await nx.close()
  await backend.close()
}
