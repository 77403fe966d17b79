import { appendFile, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createMemoryBackend,
  createMemoryStore,
  createNexus,
  type MetadataStore,
  type Nexus,
} from '@nexusfs/core'
import { runCommand } from '@nexusfs/testkit'
import { afterEach, describe, expect, test, vi } from 'vitest'
import audit from '../src/index.ts'
import { filesOf, hostFolder, idsOf, linesOf, openAudited, openPlain, parse } from './world.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** Operations of every kind. */
async function work(nx: Nexus): Promise<void> {
  await nx.write('/a', 'one')
  await nx.append('/a', ' two')
  await nx.edit('/a', [{ old: 'two', new: 'three' }])
  await nx.writeBatch([
    { path: '/d/b', content: 'b' },
    { path: '/d/c', content: 'c' },
  ])
  await nx.mkdir('/e')
  await nx.copy('/a', '/e/a')
  await nx.rename('/e/a', '/e/b')
  await nx.metadata.set('/a', 'k', 1)
  await nx.tags.set('/a', 'k', 'v')
  await nx.snapshots.create('/d', { name: 'one' })
  const { operationId } = await nx.delete('/a')
  await nx.undo([operationId])
  await nx.rmdir('/d', { recursive: true })
  await nx.restore('/d', { at: operationId })
}

/** What the plugin keeps: its cursor and its lease, with their versions. */
async function recordsOf(store: MetadataStore): Promise<readonly unknown[]> {
  return (await store.scanRecords('plugin', { prefix: 'audit/', limit: 10 })).rows
}

describe('a log on the host', () => {
  test('has every operation once, in order, also those that no hook is told of', async () => {
    const file = join(await hostFolder(), 'deep', 'audit.jsonl')
    const store = createMemoryStore()
    const nx = await openAudited({ file }, { store, ownsAdapters: false })
    await work(nx)
    await nx.as({ tenantId: 'acme', agentId: 'one', run: 'r' }).write('/workspace/acme/one/a', '')
    await nx.close()
    const plain = await openPlain(store)
    const ids = [...(await idsOf(plain)), ...(await idsOf(plain.as({ tenantId: 'acme' })))]
    const lines = await linesOf(file)
    expect(lines.map(({ id }) => id)).toEqual(ids)
    expect(lines.at(-1)).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      id: expect.any(String),
      type: 'write',
      path: '/workspace/acme/one/a',
      owner: 'acme',
      tenant: 'acme',
      agent: 'one',
      run: 'r',
    })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  test('grows while the handle is open', async () => {
    const file = join(await hostFolder(), 'audit.jsonl')
    const nx = await openAudited({ file })
    await nx.write('/a', '')
    await vi.waitFor(async () => expect(await linesOf(file)).toHaveLength(1))
    await nx.write('/b', '')
    await vi.waitFor(async () => expect(await linesOf(file)).toHaveLength(2))
  })

  test('has what was done before the plugin, and while it was not there', async () => {
    const file = join(await hostFolder(), 'audit.jsonl')
    const store = createMemoryStore()
    const plain = await openPlain(store)
    await plain.write('/before', '')
    for (const path of ['/first', '/second']) {
      const nx = await openAudited({ file }, { store, ownsAdapters: false })
      await nx.write(path, '')
      await nx.close()
      await plain.write(`${path}-between`, '')
    }
    await (await openAudited({ file }, { store, ownsAdapters: false })).close()
    expect((await linesOf(file)).map(({ path }) => path)).toEqual([
      '/before',
      '/first',
      '/first-between',
      '/second',
      '/second-between',
    ])
  })

  test('is written by one of several handles on a store at a time', async () => {
    const file = join(await hostFolder(), 'audit.jsonl')
    const store = createMemoryStore()
    const handles = [1, 2, 3].map(() => openAudited({ file }, { store, ownsAdapters: false }))
    for (let round = 0; round < 5; round++)
      await Promise.all(handles.map(async (nx, at) => (await nx).write(`/${at}/${round}`, '')))
    for (const nx of handles) await (await nx).close()
    const ids = await idsOf(await openPlain(store))
    await vi.waitFor(async () => expect((await linesOf(file)).map(({ id }) => id)).toEqual(ids))
  })

  test('commits nothing to the store while nothing happens', async () => {
    const file = join(await hostFolder(), 'audit.jsonl')
    const store = createMemoryStore()
    await (await openAudited({ file }, { store, ownsAdapters: false })).write('/a', '')
    await vi.waitFor(async () => expect(await recordsOf(store)).toHaveLength(2))
    const before = await recordsOf(store)
    for (let round = 0; round < 3; round++)
      await (await openAudited({ file }, { store, ownsAdapters: false })).close()
    expect(await recordsOf(store)).toEqual(before)
  })

  test('is taken over from a process that died, after a while', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const file = join(await hostFolder(), 'audit.jsonl')
    const store = createMemoryStore()
    const noted = () => store.getRecords('plugin', ['audit/cursor/*'])
    const dead = await openAudited({ file }, { store, ownsAdapters: false })
    await dead.write('/a', '')
    await vi.waitFor(async () => expect(await noted()).not.toEqual([undefined]))
    await (await openAudited({ file }, { store, ownsAdapters: false })).close()
    const nx = await openAudited({ file }, { store, ownsAdapters: false })
    vi.setSystemTime(Date.now() + 20_000)
    await nx.write('/b', '')
    await nx.close()
    await vi.waitFor(async () =>
      expect((await linesOf(file)).map(({ path }) => path)).toEqual(['/a', '/b']),
    )
  })

  test('repeats lines and misses none where a crash came between them and the cursor', async () => {
    const file = join(await hostFolder(), 'audit.jsonl')
    const store = createMemoryStore()
    let fails = true
    const failing: MetadataStore = Object.create(store, {
      commit: {
        value: (batch: Parameters<MetadataStore['commit']>[0], options: object) => {
          const isCursor = batch.mutations.some(
            (mutation) => mutation.kind === 'record' && mutation.key.includes('/cursor/'),
          )
          if (isCursor && fails) throw new Error('power cut')
          return store.commit(batch, options)
        },
      },
    })
    const dying = await openAudited({ file }, { store: failing, ownsAdapters: false })
    await dying.write('/a', '')
    await dying.close()
    fails = false
    await (await openAudited({ file }, { store, ownsAdapters: false })).close()
    const ids = await idsOf(await openPlain(store))
    const lines = await linesOf(file)
    expect(new Set(lines.map(({ id }) => id))).toEqual(new Set(ids))
    expect(lines.length).toBeGreaterThan(ids.length)
  })

  test('ends a line that a crash has cut', async () => {
    const file = join(await hostFolder(), 'audit.jsonl')
    await writeFile(file, '{"time":"20')
    const nx = await openAudited({ file })
    await nx.write('/a', '')
    await nx.close()
    const [cut, whole, end] = (await readFile(file, 'utf8')).split('\n')
    expect([cut, parse(whole ?? '')[0]?.path, end]).toEqual(['{"time":"20', '/a', ''])
  })

  test('is rotated by size, keeps as many files as asked for, and splits no line', async () => {
    const folder = await hostFolder()
    const file = join(folder, 'audit.jsonl')
    const nx = await openAudited({ file, maxBytes: 2_048, maxFiles: 3 })
    for (let round = 0; round < 60; round++) await nx.write(`/${round}`, '')
    await nx.close()
    const files = await filesOf(folder)
    expect(files.map((name) => name.slice(file.length))).toEqual(['.3', '.2', '.1', ''])
    const paths: string[] = []
    for (const name of files) {
      expect((await stat(name)).size).toBeLessThanOrEqual(2_048)
      paths.push(...(await linesOf(name)).map(({ path }) => path))
    }
    const all = Array.from({ length: 60 }, (_, round) => `/${round}`)
    expect(paths).toEqual(all.slice(all.length - paths.length))
  })

  test('keeps no older file where none is asked for, and gives a long line a file of its own', async () => {
    const folder = await hostFolder()
    const file = join(folder, 'audit.jsonl')
    const nx = await openAudited({ file, maxBytes: 1_024, maxFiles: 0 })
    await nx.write('/a', '')
    await nx.mkdir(`/${Array.from({ length: 8 }, () => 'x'.repeat(200)).join('/')}`, {
      parents: true,
    })
    await nx.close()
    expect(await filesOf(folder)).toEqual([file])
    expect((await linesOf(file)).map(({ type }) => type)).toEqual(['mkdir'])
    expect((await stat(file)).size).toBeGreaterThan(1_024)
  })

  test('goes on where a crash left a rotation half done', async () => {
    const folder = await hostFolder()
    const file = join(folder, 'audit.jsonl')
    await writeFile(`${file}.2`, '{"path":"/old"}\n')
    await appendFile(file, `${JSON.stringify({ path: 'x'.repeat(1_024) })}\n`)
    const nx = await openAudited({ file, maxBytes: 1_024, maxFiles: 2 })
    await nx.write('/a', '')
    await nx.close()
    expect((await filesOf(folder)).map((name) => name.slice(file.length))).toEqual(['.1', ''])
  })

  test('that cannot be written is reported once, stops nothing, and catches up', async () => {
    const folder = join(await hostFolder(), 'log')
    const file = join(folder, 'audit.jsonl')
    const lines: string[] = []
    const note = (_: object, message: string) => void lines.push(message)
    const logger = { debug() {}, info: note, warn: note, error: note }
    const nx = await openAudited({ file }, { logger })
    await rm(folder, { recursive: true })
    await writeFile(folder, 'in the way')
    await nx.write('/a', '')
    await vi.waitFor(() => expect(lines).toHaveLength(1))
    await nx.write('/b', '')
    await rm(folder)
    await mkdir(folder)
    await nx.write('/c', '')
    await vi.waitFor(async () => expect(await linesOf(file)).toHaveLength(3))
    await vi.waitFor(() => expect(lines).toHaveLength(2))
    expect(lines).toEqual([
      'The audit log cannot be written; nothing is lost, and it is tried again.',
      'The audit log is written again.',
    ])
  })

  test('of a handle of one tenant has what that tenant did', async () => {
    const folder = await hostFolder()
    const file = join(folder, 'audit.jsonl')
    const store = createMemoryStore()
    const plain = await openPlain(store)
    await plain.as({ tenantId: 'other' }).write('/shared/other/a', '')
    await plain.as({ tenantId: 'acme' }).write('/shared/acme/a', '')
    await (await openAudited({ file }, { store, ownsAdapters: false, tenantId: 'acme' })).close()
    expect((await linesOf(file)).map(({ path }) => path)).toEqual(['/shared/acme/a'])
    const all = join(folder, 'all.jsonl')
    await (await openAudited({ file: all }, { store, ownsAdapters: false })).close()
    expect((await linesOf(all)).map(({ path }) => path)).toEqual([
      '/shared/other/a',
      '/shared/acme/a',
    ])
  })
})

describe('a log in the tree', () => {
  test('has every operation but those that write it, and ends', async () => {
    const store = createMemoryStore()
    const nx = await openAudited({ path: '/audit/log.jsonl' }, { store, ownsAdapters: false })
    await work(nx)
    await nx.close()
    const plain = await openPlain(store)
    const operations = (await plain.operations.list().toArray()).reverse()
    const others = operations.filter(({ user }) => user !== 'plugin:audit').map(({ id }) => id)
    const lines = parse(await plain.readText('/audit/log.jsonl'))
    expect(lines.map(({ id }) => id)).toEqual(others)
    expect(operations.length - others.length).toBeLessThan(5)
    await (await openAudited({ path: '/audit/log.jsonl' }, { store, ownsAdapters: false })).close()
    expect(await plain.operations.list().toArray()).toHaveLength(operations.length)
  })

  test('is rotated by size and keeps as many files as asked for', async () => {
    const store = createMemoryStore()
    const nx = await openAudited(
      { path: '/audit/log.jsonl', maxBytes: 1_024, maxFiles: 2 },
      { store, ownsAdapters: false },
    )
    for (let round = 0; round < 40; round++) await nx.write(`/${round}`, '')
    await nx.close()
    const plain = await openPlain(store)
    const entries = await plain.list('/audit').toArray()
    expect(entries.map(({ name }) => name)).toEqual(['log.jsonl', 'log.jsonl.1', 'log.jsonl.2'])
    for (const { size } of entries) expect(size).toBeLessThanOrEqual(1_024)
    expect(parse(await plain.readText('/audit/log.jsonl')).at(-1)?.path).toBe('/39')
  })
})

describe('configuration', () => {
  test.each([
    ['neither file nor path', {}, 'either file or path'],
    ['both', { file: '/a', path: '/a' }, 'either file or path'],
    ['a relative file', { file: './audit.jsonl' }, 'absolute path'],
    ['a relative path', { path: 'audit.jsonl' }, 'begins with "/"'],
    ['a small file', { path: '/a', maxBytes: 10 }, '1024 or more'],
    ['too many files', { path: '/a', maxFiles: 1_001 }, '0 to 1000 files'],
    ['an unknown member', { path: '/a', rotate: true }, 'rotate'],
  ])('%s is CONFIG_INVALID', async (_, config, message) => {
    await expect(openAudited(config)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(message),
    })
  })

  test('a file that cannot be made keeps the handle from opening', async () => {
    const folder = await hostFolder()
    await writeFile(join(folder, 'taken'), '')
    await expect(openAudited({ file: join(folder, 'taken', 'audit.jsonl') })).rejects.toMatchObject(
      {
        code: 'PLUGIN_LOAD_FAILED',
        message: expect.stringContaining('"audit"'),
      },
    )
  })
})

test('the command tail shows the last lines, of the host and of the tree', async () => {
  const file = join(await hostFolder(), 'audit.jsonl')
  await writeFile(file, '{"path":"/a"}\n{"pa\n{"path":"/b"}\n')
  const nx = await createNexus({ store: createMemoryStore(), backend: createMemoryBackend() })
  await nx.write('/log', '{"path":"/c"}\n')
  const run = async (config: object, ...words: string[]) => {
    const command = audit.commands?.tail
    if (command === undefined) throw new Error('no command')
    const whole = { maxBytes: 1_024, maxFiles: 1, ...config }
    return (await runCommand(command, words, { config: whole, nexus: nx })).printed[0]?.value
  }
  expect(await run({ file })).toEqual([{ path: '/a' }, { path: '/b' }])
  expect(await run({ file }, '--limit', '1')).toEqual([{ path: '/b' }])
  expect(await run({ path: '/log' })).toEqual([{ path: '/c' }])
  await expect(run({ file: `${file}.none` })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await nx.close()
})
