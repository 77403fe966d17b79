import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { minio } from '@nexusfs/backend-minio'
import { afterAll, describe, expect, it } from 'vitest'
import { runSource, temporaryFolder } from '../../../test/kit/program.ts'
import { serverOf } from '../../../test/servers/index.ts'

const main = new URL('../main.ts', import.meta.url).pathname
const folder = temporaryFolder('hybrid')
afterAll(folder.remove)

const { server, missing } = serverOf('minio')
describe.skipIf(missing)('on a server', () => {
  it('what is finished lies in the bucket, with its versions', async () => {
    if (server === undefined) return
    const bucket = `hybrid-${randomUUID().slice(0, 8)}`
    const { code, stdout, stderr } = await runSource(main, {
      cwd: folder.path,
      environment: {
        BUCKET: bucket,
        DATA_DIR: join(folder.path, 'data'),
        MINIO_URL: server.url,
        MINIO_ACCESS_KEY: server.accessKey,
        MINIO_SECRET_KEY: server.secretKey,
      },
    })
    expect(stderr).toBe('')
    expect(stdout).toContain('moved to object storage: 1 files, 500000 bytes')
    expect(stdout).toContain('versions that came along: 2, 1')
    expect(code).toBe(0)
    const { accessKey, secretKey, url: endpointUrl } = server
    const backend = minio({ endpointUrl, bucket, accessKey, secretKey })
    const { objects } = await backend.list({ limit: 10, prefix: 'cas/' })
    expect(objects.map(({ size }) => size)).toEqual([500_000])
    await backend.close()
  })
})

it('without a server it says what to set', async () => {
  const { code, stderr } = await runSource(main, {
    cwd: folder.path,
    environment: { MINIO_URL: 'http://127.0.0.1:1', DATA_DIR: join(folder.path, 'other-data') },
  })
  expect(stderr).toContain('Set MINIO_URL, MINIO_ACCESS_KEY and MINIO_SECRET_KEY')
  expect(code).toBe(2)
})
