/** One bucket for all tenants: each sees its own part of it under the same path, and nothing of the others'. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { s3 } from '@nexusfs/backend-s3'
import { connect } from 'nexusfs'

const { BUCKET: bucket, AWS_ENDPOINT_URL_S3: endpoint } = process.env
if (bucket === undefined) {
  console.error('Set BUCKET to a bucket that may be written to; README.md says what else counts.')
  process.exit(2)
}

const folder = await mkdtemp(join(tmpdir(), 'nexus-multi-tenant-'))
const backend = s3({ bucket, endpoint, prefix: 'tenants' })
const nx = await connect({
  dataDir: folder,
  mounts: [{ mountPoint: '/mnt/files', backend, layout: 'path', perTenant: true }],
})
const acme = nx.as({ tenantId: 'acme', agentId: 'writer' })
const globex = nx.as({ tenantId: 'globex', agentId: 'writer' })

await acme.write('/mnt/files/plan.md', 'the plan of acme')
await globex.write('/mnt/files/plan.md', 'the plan of globex')
console.log('acme reads:', await acme.readText('/mnt/files/plan.md'))
console.log('globex reads:', await globex.readText('/mnt/files/plan.md'))

const seen = await globex.glob('**/*').toArray()
console.log('globex sees:', seen.join(', '))
const { objects } = await backend.list({ limit: 100 })
console.log('in the bucket:', objects.map(({ key }) => key).join(', '))

for (const tenant of [acme, globex]) await tenant.delete('/mnt/files/plan.md')
await nx.close()
await backend.close()
await rm(folder, { recursive: true })
