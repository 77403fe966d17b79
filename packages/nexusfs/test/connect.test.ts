// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are what is tested
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createMemoryBackend,
  createMemoryStore,
  defineBackend,
  definePlugin,
  type Logger,
  type Nexus,
} from '@nexusfs/core'
import * as v from 'valibot'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type ConnectOptions, connect, type Surroundings } from '../src/index.ts'

let around: Surroundings
beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), 'nexusfs-connect-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  around = { env: {}, cwd: root, home: join(root, 'home') }
})

async function open(input?: string | ConnectOptions): Promise<Nexus> {
  const nexus = await connect(input, around)
  onTestFinished(() => nexus.close())
  return nexus
}
const inProject = (name: string): string => join(around.cwd, name)
const yaml = (text: string): void => writeFileSync(inProject('nexus.yaml'), text)
const memory: ConnectOptions = { store: { type: 'memory' }, backend: { type: 'memory' } }

describe('the embedded default', () => {
  test('connect() with nothing writes and reads /workspace/file.txt', async () => {
    const nexus = await open()
    await nexus.write('/workspace/file.txt', 'hello')
    expect(await nexus.readText('/workspace/file.txt')).toBe('hello')
  })

  test('it lies in ./nexus-data, which only its owner may enter', async () => {
    await open()
    const folder = inProject('nexus-data')
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(readdirSync(folder)).toContain('metadata.db')
  })

  test('content above 64 KiB lies under cas/ by its hash, up to 64 KiB inline', async () => {
    const nexus = await open()
    await nexus.write('/small.bin', new Uint8Array(65_536))
    expect(existsSync(inProject('nexus-data/cas'))).toBe(false)
    const { etag } = await nexus.write('/large.bin', new Uint8Array(65_537))
    const path = `nexus-data/cas/${etag.slice(0, 2)}/${etag.slice(2, 4)}/${etag}`
    expect(statSync(inProject(path)).size).toBe(65_537)
  })

  test('inlineMaxBytes 0 puts everything under cas/', async () => {
    const nexus = await open({ inlineMaxBytes: 0 })
    const { etag } = await nexus.write('/a.txt', 'a')
    expect(
      existsSync(inProject(`nexus-data/cas/${etag.slice(0, 2)}/${etag.slice(2, 4)}/${etag}`)),
    ).toBe(true)
  })

  test('what was written is there after close and connect', async () => {
    const first = await connect({ dataDir: 'data' }, around)
    await first.write('/a.txt', 'kept')
    await first.write('/b.bin', new Uint8Array(100_000).fill(7))
    await first.close()
    const second = await open({ dataDir: 'data' })
    expect(await second.readText('/a.txt')).toBe('kept')
    expect(new Uint8Array(await second.read('/b.bin'))).toEqual(new Uint8Array(100_000).fill(7))
  })

  test('a closed handle answers CLOSED, and closing twice is fine', async () => {
    const nexus = await open()
    const child = nexus.as({ tenantId: 'acme' })
    await nexus.close()
    await nexus.close()
    await expect(nexus.read('/a')).rejects.toMatchObject({ code: 'CLOSED' })
    await expect(child.read('/a')).rejects.toMatchObject({ code: 'CLOSED' })
  })
})

describe('configuration reaches the engine', () => {
  test('tenant and agent are the caller', async () => {
    yaml('tenant_id: acme\nagent_id: writer\n')
    const nexus = await open()
    await nexus.write('/workspace/acme/writer/a', 'x')
    await expect(nexus.write('/workspace/acme/other/a', 'x')).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
    })
    expect((await nexus.operations.list({ limit: 1 }).toArray())[0]).toMatchObject({
      tenant: 'acme',
      agent: 'writer',
    })
  })

  test('folders in a file count from the folder of the file', async () => {
    writeFileSync(inProject('other.yaml'), 'data_dir: here\n')
    const nexus = await connect('other.yaml', around)
    await nexus.close()
    expect(existsSync(inProject('here/metadata.db'))).toBe(true)
  })

  test('db_path moves the database', async () => {
    await open({ dbPath: 'meta/x.db' })
    expect(existsSync(inProject('meta/x.db'))).toBe(true)
  })

  test('custom namespaces hold', async () => {
    yaml('namespaces:\n  - { name: catalog, readonly: true, requires_tenant: false }\n')
    const nexus = await open()
    await expect(nexus.write('/catalog/a', 'x')).rejects.toMatchObject({ code: 'READ_ONLY' })
  })

  test('a mount of a bundled backend takes new content, with its root counted from the file', async () => {
    yaml(`backends:
  - type: local
    mount_point: /mnt/outputs
    config: { root: outputs }
    priority: 10
    description: Outputs
inline_max_bytes: 0
`)
    const nexus = await open()
    const { etag } = await nexus.write('/mnt/outputs/a.txt', 'x')
    expect(
      existsSync(inProject(`outputs/cas/${etag.slice(0, 2)}/${etag.slice(2, 4)}/${etag}`)),
    ).toBe(true)
    expect(await nexus.mounts.get('/mnt/outputs/a.txt')).toMatchObject({
      priority: 10,
      description: 'Outputs',
    })
  })

  test('a read-only mount refuses writes', async () => {
    const nexus = await open({
      ...memory,
      backends: [{ type: 'memory', mountPoint: '/ref', readonly: true }],
    })
    await expect(nexus.write('/ref/a', 'x')).rejects.toMatchObject({ code: 'READ_ONLY' })
  })

  test('memory adapters leave no folder', async () => {
    const nexus = await open(memory)
    await nexus.write('/a', 'x')
    expect(existsSync(inProject('nexus-data'))).toBe(false)
  })
})

describe('adapters made in code', () => {
  test('are used as they are, shared by handles, and stay open', async () => {
    const store = createMemoryStore()
    const backend = createMemoryBackend()
    const first = await open({ store, backend })
    const second = await open({ store, backend })
    await first.write('/a', new Uint8Array(100_000))
    expect((await second.read('/a')).byteLength).toBe(100_000)
    await first.close()
    expect((await second.read('/a')).byteLength).toBe(100_000)
    expect(await backend.check()).toEqual({ ok: true })
    expect(existsSync(inProject('nexus-data'))).toBe(false)
  })

  test('hide what a file says of the same key', async () => {
    yaml('backend: { type: s3, config: { bucket: b } }\n')
    const nexus = await open({ backend: createMemoryBackend() })
    await nexus.write('/a', 'x')
  })

  test('mounts in code are added to those of the configuration', async () => {
    const nexus = await open({
      ...memory,
      backends: [{ type: 'memory', mountPoint: '/a' }],
      mounts: [{ mountPoint: '/b', backend: createMemoryBackend() }],
    })
    const points = (await nexus.mounts.list()).map(({ mountPoint }) => mountPoint).sort()
    expect(points).toEqual(['/', '/a', '/b'])
  })
})

describe('definitions', () => {
  const made: unknown[] = []
  const things = defineBackend({
    type: 'things',
    title: 'Things',
    options: v.strictObject({
      bucketName: v.string(),
      port: v.optional(v.number()),
      secretKey: v.optional(v.pipe(v.string(), v.length(3))),
    }),
    create(options) {
      made.push(options)
      return createMemoryBackend()
    },
  })
  beforeEach(() => {
    made.length = 0
  })

  test('given in code are found by their type; options arrive as code spells them', async () => {
    yaml('backend:\n  type: things\n  config: { bucket_name: b, port: "${PORT}" }\n')
    around = { ...around, env: { PORT: '8080' } }
    await open({ definitions: [things], store: { type: 'memory' } })
    expect(made).toEqual([{ bucketName: 'b', port: 8080 }])
  })

  test('problems of all options are reported at once, with their lines and without the values', async () => {
    yaml(`backend:
  type: things
  config:
    bucket_nam: b
    port: CANARY-1
backends:
  - type: things
    mount_point: /m
    config:
      bucket_name: b
      secret_key: CANARY-2
gc: never
`)
    const error = await connect({ definitions: [things] }, around).catch((reason: Error) => reason)
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
    const { message } = error as Error
    expect(message).not.toContain('CANARY')
    expect(message.split('\n').slice(1)).toEqual([
      '  nexus.yaml:12: gc must be auto or manual, found other text',
      '  nexus.yaml:3: backend.config.bucket_name is needed',
      '  nexus.yaml:5: backend.config.port must be number',
      '  nexus.yaml:4: backend.config.bucket_nam is no option of it (did you mean "bucket_name"?)',
      '  nexus.yaml:11: backends[0].config.secret_key is not valid (length): expected 3',
    ])
    expect(existsSync(inProject('nexus-data'))).toBe(false)
  })

  test('an unknown type is PLUGIN_NOT_FOUND with the command that installs it', async () => {
    yaml(
      'store:\n  type: postgres\nbackends:\n  - type: s3\n    mount_point: /m\nplugins: [audit]\n',
    )
    await expect(connect(undefined, around)).rejects.toMatchObject({
      code: 'PLUGIN_NOT_FOUND',
      message:
        'The configuration names what is not installed: store "postgres" (nexus.yaml:2), backend "s3" (nexus.yaml:4), plugin "audit" (nexus.yaml:6).',
      hint: expect.stringContaining(
        'npm install @nexusfs/store-postgres @nexusfs/backend-s3 @nexusfs/plugin-audit',
      ),
    })
    expect(existsSync(inProject('nexus-data'))).toBe(false)
  })

  test('a plugin runs when it is listed and enabled, and not otherwise', async () => {
    const seen: string[] = []
    const audit = definePlugin({
      name: 'audit',
      version: '1.0.0',
      description: 'Audit',
      hooks: { afterWrite: ({ path }) => void seen.push(path) },
    })
    const plugins = [{ name: 'audit', enabled: false }]
    await (await open({ ...memory, definitions: [audit] })).write('/not-listed', 'x')
    await (await open({ ...memory, definitions: [audit], plugins })).write('/disabled', 'x')
    await (await open({ ...memory, definitions: [audit], plugins: ['audit'] })).write('/named', 'x')
    await (await open({ ...memory, plugins: [audit] })).write('/in-code', 'x')
    expect(seen).toEqual(['/named', '/in-code'])
  })
})

describe('what this version does not do is said', () => {
  test.each<[string, ConnectOptions, RegExp]>([
    [
      'mode',
      { mode: 'monolithic', url: 'http://x', apiKey: 'k' },
      /mode monolithic \(argument\).*no client/,
    ],
    ['permissions', { permissions: 'enforce' }, /permissions \(argument\).*no grants/],
  ])('%s is NOT_SUPPORTED and leaves no trace', async (_, input, message) => {
    await expect(connect(input, around)).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    })
    expect(readdirSync(around.cwd)).toEqual([])
  })

  test('vector search and the model cache log one warning each', async () => {
    const lines: string[] = []
    const logger: Logger = {
      debug() {},
      info() {},
      error() {},
      warn: (_, message) => void lines.push(message),
    }
    await open({ ...memory, logger, enableVectorSearch: true, enableLlmCache: true })
    expect(lines).toEqual([
      'No installed package provides vector search.',
      'No installed package provides a cache for models.',
    ])
    await open({ ...memory, logger, logLevel: 'error', enableVectorSearch: true })
    expect(lines).toHaveLength(2)
  })
})

describe('a data folder that cannot be used', () => {
  test('a file in its place is CONFIG_INVALID', async () => {
    writeFileSync(inProject('data'), '')
    await expect(connect({ dataDir: 'data' }, around)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(inProject('data')),
    })
  })

  test('the path of the store counts from its file, and its folder is made', async () => {
    yaml('store: { type: sqlite, config: { path: meta/x.db } }\n')
    await open()
    expect(statSync(inProject('meta')).mode & 0o777).toBe(0o700)
    expect(existsSync(inProject('meta/x.db'))).toBe(true)
  })

  test('a failed connect closes what it had opened', async () => {
    const closed: string[] = []
    const tracked = defineBackend({
      type: 'tracked',
      title: 'Tracked',
      options: v.strictObject({}),
      create: () =>
        Object.assign(createMemoryBackend(), { close: async () => void closed.push('tracked') }),
    })
    const input: ConnectOptions = {
      definitions: [tracked],
      store: { type: 'memory' },
      backend: { type: 'tracked' },
      backends: [{ type: 'memory', mountPoint: '/a/../b' }],
    }
    await expect(connect(input, around)).rejects.toMatchObject({ code: 'INVALID_PATH' })
    expect(closed).toEqual(['tracked'])
  })

  test('a database that is none is refused', async () => {
    writeFileSync(
      inProject('broken.db'),
      'this is no database, but it is long enough to be looked at'.repeat(20),
    )
    await expect(connect({ dbPath: 'broken.db' }, around)).rejects.toMatchObject({
      code: expect.any(String),
    })
  })
})
