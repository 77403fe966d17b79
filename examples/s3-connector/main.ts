/** A bucket that others write to, mounted as it is: their files are seen, changed, versioned, and given back by an undo. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { s3 } from '@nexusfs/backend-s3'
import { connect } from 'nexusfs'
import { createOutsider } from './outsider.ts'

const { BUCKET: bucket, AWS_ENDPOINT_URL_S3: endpoint } = process.env
if (bucket === undefined) {
  console.error('Set BUCKET to a bucket that may be written to; README.md says what else counts.')
  process.exit(2)
}

const options = { bucket, endpoint, prefix: 's3-connector' }
const outsider = createOutsider(options)
await outsider.put('reports/march.csv', 'sales,1\n')

const folder = await mkdtemp(join(tmpdir(), 'nexus-s3-connector-'))
const backend = s3(options)
const nx = await connect({
  dataDir: folder,
  mounts: [{ mountPoint: '/mnt/s3', backend, layout: 'path', history: 'cas' }],
})
const march = '/mnt/s3/reports/march.csv'
for await (const { path, size } of nx.list('/mnt/s3')) console.log(`seen: ${path}, ${size} bytes`)

const { operationId } = await nx.write(march, 'sales,2\n')
console.log(`the other program reads: ${(await outsider.get('reports/march.csv')).trim()}`)
const versions = await nx.versions.list(march).toArray()
console.log(`versions: ${versions.map(({ size }) => `${size} bytes`).join(', ')}`)

await nx.undo(operationId)
assert.equal(await outsider.get('reports/march.csv'), 'sales,1\n')
console.log('undone: the bucket has what the other program wrote')

await outsider.put('reports/march.csv', 'sales,3\n')
console.log(`overwritten by the other program: ${(await nx.readText(march)).trim()}`)
await nx.delete(march)
await nx.close()
await backend.close()
await outsider.close()
await rm(folder, { recursive: true })
