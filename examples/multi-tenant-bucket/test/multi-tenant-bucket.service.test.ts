import { randomUUID } from 'node:crypto'
import { s3 } from '@nexusfs/backend-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runSource, temporaryFolder } from '../../../test/kit/program.ts'
import { awsEnvironment, serverOf } from '../../../test/servers/index.ts'

const main = new URL('../main.ts', import.meta.url).pathname
const folder = temporaryFolder('multi-tenant-bucket')
afterAll(folder.remove)

const { server, missing } = serverOf('minio')
describe.skipIf(missing)('on a server', () => {
  if (server === undefined) return
  const bucket = `multi-tenant-bucket-${randomUUID().slice(0, 8)}`
  const backend = s3({
    endpoint: server.url,
    bucket,
    accessKeyId: server.accessKey,
    secretAccessKey: server.secretKey,
    regionName: server.region,
  })
  beforeAll(() => backend.admin.ensureBucket())
  afterAll(() => backend.close())

  it('each tenant has its own file at the same path, below its own prefix', async () => {
    const { code, stdout, stderr } = await runSource(main, {
      cwd: folder.path,
      environment: awsEnvironment(server, bucket),
    })
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toContain('acme reads: the plan of acme')
    expect(stdout).toContain('globex reads: the plan of globex')
    expect(stdout).toContain('globex sees: /mnt/files/plan.md\n')
    expect(stdout).toContain('in the bucket: acme/plan.md, globex/plan.md')
    expect((await backend.list({ limit: 10 })).objects).toEqual([])
  })
})

it('without a bucket it says what to set', async () => {
  const { code, stderr } = await runSource(main, { cwd: folder.path })
  expect(stderr).toContain('Set BUCKET')
  expect(code).toBe(2)
})
