// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are what is tested
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Nexus } from '@nexusfs/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import s3, { createS3Backend } from '../../packages/backend-s3/src/index.ts'
import { type ConnectOptions, connect } from '../../packages/nexusfs/src/index.ts'
import { serverOf } from './index.ts'

const { server, missing } = serverOf('versitygw')
const large = new Uint8Array(200_000).fill(7)

describe.skipIf(missing)('mounts of buckets at versitygw', () => {
  if (server === undefined) return
  const { url: endpoint, accessKey, secretKey, region: regionName } = server
  const env = { KEY: accessKey, SECRET: secretKey }
  const keys = { accessKeyId: '${KEY}', secretAccessKey: '${SECRET}' }
  const at = (bucket: string) => ({ bucket, endpoint, regionName, preset: 'other', ...keys })

  async function bucket(): Promise<string> {
    const name = `mounts-${randomUUID()}`
    const own = { accessKeyId: accessKey, secretAccessKey: secretKey, preset: 'other' as const }
    const backend = createS3Backend({ bucket: name, endpoint, regionName, ...own })
    await backend.admin?.ensureBucket()
    await backend.close()
    return name
  }

  function folder(): string {
    const path = mkdtempSync(join(tmpdir(), 'nexusfs-s3-'))
    onTestFinished(() => rmSync(path, { recursive: true, force: true }))
    return path
  }

  async function open(cwd: string, input: ConnectOptions = {}): Promise<Nexus> {
    const around = { env, cwd, home: join(cwd, 'home') }
    const nexus = await connect({ definitions: [s3], ...input }, around)
    onTestFinished(() => nexus.close())
    return nexus
  }

  test('one bucket holds content and files, for two tenants, saved and shared', async () => {
    const name = await bucket()
    const cwd = folder()
    const nexus = await open(cwd)
    const options = at(name)
    await nexus.mounts.add({ mountPoint: '/mnt/s3', type: 's3', options, save: true })
    const files = { mountPoint: '/mnt/files', type: 's3_connector', perTenant: true, save: true }
    await nexus.mounts.add({ ...files, options: { ...options, prefix: 'files' } })
    await nexus.write('/mnt/s3/a', large)
    for (const tenantId of ['acme', 'beta'])
      await nexus.as({ tenantId }).write('/mnt/files/who.txt', tenantId)
    await nexus.close()
    const next = await open(cwd)
    expect(await next.read('/mnt/s3/a')).toEqual(large)
    expect(await next.as({ tenantId: 'acme' }).readText('/mnt/files/who.txt')).toBe('acme')
    expect(await next.as({ tenantId: 'beta' }).readText('/mnt/files/who.txt')).toBe('beta')
    expect(await next.exists('/mnt/files/who.txt')).toBe(false)
    const shown = JSON.stringify([await next.mounts.list(), await next.mounts.get('/mnt/s3')])
    expect(shown).not.toContain(secretKey)
    expect(shown).toContain(name)
  })

  test('an address gives the bytes, with the name and type of the file', async () => {
    const nexus = await open(folder())
    await nexus.mounts.add({ mountPoint: '/mnt/s3', type: 's3', options: at(await bucket()) })
    await nexus.write('/mnt/s3/report.csv', large)
    const answer = await fetch(await nexus.url('/mnt/s3/report.csv', { expiresIn: 60 }))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('text/csv')
    expect(answer.headers.get('content-disposition')).toContain('report.csv')
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(large)
  })

  test('content moves into a bucket, and out of it again', async () => {
    const nexus = await open(folder())
    await nexus.mounts.add({ mountPoint: '/mnt/s3', type: 's3', options: at(await bucket()) })
    for (const path of ['/a', '/b'])
      await nexus.write(
        path,
        large.map((_, at) => at % path.length),
      )
    const into = { from: '/', to: '/mnt/s3', apply: true, removeSource: true }
    const moved = await nexus.content.migrate(into)
    expect(moved).toMatchObject({ contents: 1, failures: 0, objectsRemoved: 1 })
    expect((await nexus.read('/a')).byteLength).toBe(200_000)
    const back = { ...into, from: '/mnt/s3', to: '/' }
    expect(await nexus.content.migrate(back)).toMatchObject({ contents: 1, objectsRemoved: 1 })
    expect(await nexus.content.fsck({ deep: true })).toMatchObject({ ok: true, problems: [] })
  })

  test.each([
    ['a bucket that is not there', { bucket: 'none-of-that-name' }, 'BUCKET_NOT_FOUND'],
    ['a wrong secret', { secretAccessKey: 'CANARY-wrong' }, 'BACKEND_DENIED'],
    ['nobody there', { endpoint: 'http://127.0.0.1:9' }, 'UNAVAILABLE'],
  ])(
    '%s is said by the row of the mount, and keeps nothing else from working',
    async (_, wrong, code) => {
      const nexus = await open(folder())
      const options = { ...at(await bucket()), ...wrong }
      for (const layout of ['cas', 'path'] as const)
        await nexus.mounts.add({ mountPoint: `/mnt/${layout}`, type: 's3', options, layout })
      const rows = (await nexus.mounts.list()).filter(({ mountPoint }) => mountPoint !== '/')
      expect(rows.map((row) => row.code)).toEqual([code, code])
      for (const { hint } of rows) expect(hint).toBeTruthy()
      expect(JSON.stringify(rows)).not.toContain('CANARY')
      await expect(nexus.read('/mnt/path/x')).rejects.toMatchObject({ code })
      expect(await nexus.mounts.test('/mnt/path')).toMatchObject({ ok: false, mount: { code } })
      await nexus.write('/other', large)
      expect(await nexus.read('/other')).toEqual(large)
    },
  )
})
