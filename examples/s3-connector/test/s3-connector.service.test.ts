import { randomUUID } from 'node:crypto'
import { s3 } from '@nexusfs/backend-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runSource, temporaryFolder } from '../../../test/kit/program.ts'
import { awsEnvironment, serverOf } from '../../../test/servers/index.ts'

const main = new URL('../main.ts', import.meta.url).pathname
const folder = temporaryFolder('s3-connector')
afterAll(folder.remove)

const { server, missing } = serverOf('minio')
describe.skipIf(missing)('on a server', () => {
  if (server === undefined) return
  const bucket = `s3-connector-${randomUUID().slice(0, 8)}`
  const backend = s3({
    endpoint: server.url,
    bucket,
    accessKeyId: server.accessKey,
    secretAccessKey: server.secretKey,
    regionName: server.region,
  })
  beforeAll(() => backend.admin.ensureBucket())
  afterAll(() => backend.close())

  it('what another program wrote is seen, changed, given back and seen again', async () => {
    for (const round of [1, 2]) {
      const { code, stdout, stderr } = await runSource(main, {
        cwd: folder.path,
        environment: awsEnvironment(server, bucket),
      })
      expect(stderr, `round ${round}`).toBe('')
      expect(code).toBe(0)
      expect(stdout).toContain('seen: /mnt/s3/reports/march.csv, 8 bytes')
      expect(stdout).toContain('the other program reads: sales,2')
      expect(stdout).toContain('undone: the bucket has what the other program wrote')
      expect(stdout).toContain('overwritten by the other program: sales,3')
    }
    expect((await backend.list({ limit: 10 })).objects).toEqual([])
  })
})

it('without a bucket it says what to set', async () => {
  const { code, stderr } = await runSource(main, { cwd: folder.path })
  expect(stderr).toContain('Set BUCKET')
  expect(code).toBe(2)
})
