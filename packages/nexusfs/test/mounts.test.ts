// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are what is tested
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Backend, createMemoryBackend, defineBackend, type Nexus } from '@nexusfs/core'
import * as v from 'valibot'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type ConnectOptions, connect, type Surroundings } from '../src/index.ts'

const large = new Uint8Array(100_000).fill(7)
const CANARY = 'CANARY-5f2c'

let around: Surroundings
beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), 'nexusfs-mounts-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  around = { env: {}, cwd: root, home: join(root, 'home') }
})

const yaml = (text: string): void => writeFileSync(join(around.cwd, 'nexus.yaml'), text)

async function open(input?: string | ConnectOptions): Promise<Nexus> {
  const nexus = await connect(input, around)
  onTestFinished(() => nexus.close())
  return nexus
}

/** A third-party type that notes which backends it made, with which options, and which were closed. */
function shed(more: { readonly shared?: boolean } = {}) {
  const made: { readonly options: unknown; readonly backend: Backend; closed: boolean }[] = []
  const schema = v.strictObject({
    place: v.string(),
    handle: v.optional(v.custom<() => void>((value) => typeof value === 'function')),
    pin: v.optional(v.string()),
    secretKey: v.optional(v.string()),
    size: v.optional(v.number()),
  })
  const jsonSchema = { input: () => ({ properties: { pin: { writeOnly: true } } }) }
  const options = { ...schema, '~standard': { ...schema['~standard'], jsonSchema } }
  const definition = defineBackend({
    ...{ type: 'shed', title: 'Shed', options, ...more },
    create(given) {
      const backend = createMemoryBackend()
      const entry = { options: given, backend, closed: false }
      const { close } = backend
      backend.close = () => {
        entry.closed = true
        return close.call(backend)
      }
      made.push(entry)
      return backend
    },
  })
  return { definition, made }
}

describe('backends with equal type and options', () => {
  const mounts = (config: string) => `inline_max_bytes: 0
backends:
  - { type: shed, mount_point: /mnt/a, config: { place: x } }
  - { type: shed, mount_point: /mnt/b, config: ${config} }
`

  test('are one driver for all mounts and handles, closed by the last', async () => {
    const { definition, made } = shed()
    yaml(mounts('{ place: x }'))
    const first = await connect({ definitions: [definition] }, around)
    const second = await connect({ definitions: [definition] }, around)
    expect(made.length).toBe(1)
    await first.write('/mnt/a/f', large)
    await second.write('/mnt/b/f', large)
    expect((await first.mounts.get('/mnt/a')).counters.calls.put).toBe(2)
    expect((await first.mounts.get('/mnt/b')).counters.calls).toEqual({})
    expect((await second.mounts.get('/mnt/b')).counters.calls.put).toBeUndefined()
    await first.close()
    expect(made[0]?.closed).toBe(false)
    expect(await second.read('/mnt/a/f')).toEqual(large)
    await second.close()
    expect(made[0]?.closed).toBe(true)
  })

  test('are two where an option differs, or where each one is another place', async () => {
    const { definition, made } = shed()
    yaml(mounts('{ place: y }'))
    await open({ definitions: [definition] })
    expect(made.length).toBe(2)
    const other = shed({ shared: false })
    yaml(mounts('{ place: x }'))
    await open({ definitions: [other.definition] })
    expect(other.made.length).toBe(2)
  })

  test('are two where an option is no plain data', async () => {
    const { definition, made } = shed()
    const handle = () => undefined
    const backend = { type: 'shed', config: { place: 'x', handle } }
    const stack = { store: { type: 'memory' }, backend, definitions: [definition] }
    await open(stack)
    await open(stack)
    expect(made.length).toBe(2)
  })
})

describe('a mount that is added by type', () => {
  test('is found as types of the configuration are, with references expanded', async () => {
    const { definition, made } = shed()
    around = { ...around, env: { PLACE: 'here', SIZE: '3' } }
    const nexus = await open({ definitions: [definition] })
    const options = { place: '${PLACE}', size: '${SIZE}', secret_key: '${NONE:-k}' }
    await nexus.mounts.add({ mountPoint: '/mnt/a', type: 'shed', options })
    expect(made[0]?.options).toEqual({ place: 'here', size: 3, secretKey: 'k' })
    expect(nexus.mounts.backend('/mnt/a/x')).toBe(made[0]?.backend)
  })

  test.each([
    [{ type: 'nowhere' }, 'PLUGIN_NOT_FOUND', 'nowhere'],
    [
      { type: 'shed', options: { plaze: 'x' } },
      'CONFIG_INVALID',
      'option plaze is no option of it',
    ],
    [{ type: 'shed', options: { place: '${NONE}' } }, 'CONFIG_INVALID', 'NONE is not set'],
  ])('%j is refused with %s', async (mount, code, text) => {
    const { definition } = shed()
    const nexus = await open({ definitions: [definition] })
    const adding = nexus.mounts.add({ mountPoint: '/mnt/a', ...mount })
    await expect(adding).rejects.toMatchObject({ code, message: expect.stringContaining(text) })
    expect((await nexus.mounts.list()).length).toBe(1)
  })

  test('is saved with secrets by reference, and returns where its folder was', async () => {
    const nexus = await connect({}, around)
    const folder = { mountPoint: '/mnt/a', type: 'local', options: { root: './outputs' } }
    await nexus.mounts.add({ ...folder, save: true })
    await nexus.write('/mnt/a/f', large)
    await nexus.close()
    expect(readdirSync(join(around.cwd, 'outputs')).includes('cas')).toBe(true)
    const dataDir = join(around.cwd, 'nexus-data')
    const elsewhere = { ...around, cwd: join(around.cwd, 'elsewhere') }
    const next = await connect({ dataDir }, elsewhere)
    onTestFinished(() => next.close())
    expect(await next.read('/mnt/a/f')).toEqual(large)
    expect((await next.mounts.list())[0]?.backend.location).toBe(join(around.cwd, 'outputs'))
  })

  test.each([
    [{ secretKey: CANARY }, 'secretKey'],
    [{ secret_key: `\${KEY:-${CANARY}}` }, 'secretKey'],
    [{ pin: CANARY }, 'pin'],
    [{ handle: () => CANARY }, 'handle'],
    [{ place: `https://user:${CANARY}@host` }, 'place'],
  ])('with %j is not saved, and nothing of it is stored or said', async (options, name) => {
    const { definition } = shed()
    const nexus = await open({ definitions: [definition] })
    const mount = { mountPoint: '/mnt/a', type: 'shed', options: { place: 'x', ...options } }
    const error = await nexus.mounts
      .add({ ...mount, save: true })
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
    expect(String(error)).toContain(name)
    expect(JSON.stringify(error)).not.toContain(CANARY)
    expect(await nexus.operations.list().toArray()).toEqual([])
    expect((await nexus.mounts.list()).length).toBe(1)
  })
})

test('a mount per tenant of the configuration gives each tenant a folder of its own', async () => {
  yaml(`inline_max_bytes: 0
backends:
  - { type: local, mount_point: /mnt/out, config: { root: ./out }, per_tenant: true }
`)
  const nexus = await open()
  for (const tenantId of ['acme', 'beta'])
    await nexus.as({ tenantId }).write('/mnt/out/f', tenantId)
  const folders = readdirSync(join(around.cwd, 'out')).filter((name) => !name.startsWith('.'))
  expect(folders.sort()).toEqual(['acme', 'beta'])
})

test('content moves from one folder to another, and the first one is not needed any more', async () => {
  yaml(`inline_max_bytes: 0
backends:
  - { type: local, mount_point: /mnt/new, config: { root: ./new } }
`)
  const nexus = await connect(undefined, around)
  for (let index = 0; index < 20; index++)
    await nexus.write(`/f${index}`, new Uint8Array(1000 + index).fill(index))
  await nexus.append('/f0', large)
  await nexus.write('/f1', large)
  await nexus.write('/mnt/new/shared', new Uint8Array(1002).fill(2))
  const options = { from: '/', to: '/mnt/new', apply: true, removeSource: true }
  const report = await nexus.content.migrate(options)
  expect(report).toMatchObject({ failures: 0, busy: 0, reused: 1, objectsRemoved: report.contents })
  await nexus.close()
  const backend = { type: 'local', config: { root: 'new' } }
  const next = await open({ backend, backends: [] })
  for (let index = 2; index < 20; index++)
    expect(await next.read(`/f${index}`)).toEqual(new Uint8Array(1000 + index).fill(index))
  expect((await next.read('/f0')).byteLength).toBe(101_000)
  expect(await next.versions.read('/f1', 1)).toEqual(new Uint8Array(1001).fill(1))
  expect(await next.content.fsck({ deep: true })).toMatchObject({ ok: true, problems: [] })
})
