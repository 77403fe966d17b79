import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createMemoryBackend, createMemoryStore, type Nexus } from '@nexusfs/core'
import { describe, expect, test } from 'vitest'
import {
  bareLineOf,
  etagOf,
  exported,
  imported,
  type Line,
  lineOf,
  temporaryFolder,
} from './portable-world.ts'
import { keysOf, openNexus, operationCount, pattern, rejection } from './world.ts'

async function filled(options: Parameters<typeof openNexus>[0] = {}) {
  const world = await openNexus({ inlineMaxBytes: 100, ...options })
  const { nx } = world
  await nx.write('/docs/a.txt', 'small', { metadata: { k: [1, 'é\n'] }, tags: { stage: 'final' } })
  await nx.write('/docs/a.txt', 'small again')
  await nx.write('/docs/deep/er/b.bin', pattern(5000), {
    contentType: 'x/y',
    modifiedAt: 1_700_000_000_123,
  })
  await nx.write('/docs/empty', '')
  await nx.write('/top', pattern(200, 7))
  return world
}

function without(line: Line, ...members: readonly string[]): object {
  return Object.fromEntries(Object.entries(line).filter(([member]) => !members.includes(member)))
}

describe('importMetadata', () => {
  test('a round trip with content gives the same lines, but for the versions', async () => {
    const { nx } = await filled()
    const before = await exported(nx, { content: true })
    const { nx: other } = await openNexus({ inlineMaxBytes: 100 })
    const result = await imported(other, before.text)
    expect(result).toEqual({
      operationId: expect.any(String),
      imported: 4,
      overwritten: 0,
      remapped: 0,
      skipped: 0,
    })
    const after = await exported(other, { content: true })
    expect(after.lines.map((line) => without(line, 'version'))).toEqual(
      before.lines.map((line) => without(line, 'version')),
    )
    expect(after.text).toBe(before.text.replace('"version":2', '"version":1'))
    expect(await other.read('/docs/deep/er/b.bin')).toEqual(pattern(5000))
  })

  test('without content it takes what is there, also of files that were deleted', async () => {
    const { nx } = await filled()
    const before = await exported(nx)
    for (const { path } of before.lines) await nx.delete(path)
    expect(await imported(nx, before.text)).toMatchObject({ imported: 4 })
    const after = await exported(nx)
    expect(after.text).toBe(before.text.replace('"version":2', '"version":1'))
    expect(await nx.read('/top')).toEqual(pattern(200, 7))
  })

  test('all of it is one operation, which undo takes back as a whole', async () => {
    const { nx } = await openNexus()
    await nx.write('/docs/kept', 'before')
    const count = await operationCount(nx)
    const lines = [lineOf('/docs/a', '1'), lineOf('/docs/kept', '2'), lineOf('/docs/x/y', '3')]
    const { operationId } = await imported(nx, lines, { onConflict: 'overwrite' })
    expect(await operationCount(nx)).toBe(count + 1)
    const [operation] = await nx.operations.list({ limit: 1 }).toArray()
    expect(operation).toMatchObject({ id: operationId, type: 'import', path: '/docs' })
    await nx.undo(operationId as string)
    expect((await exported(nx)).lines.map(({ path }) => path)).toEqual(['/docs/kept'])
    expect(await nx.readText('/docs/kept')).toBe('before')
    expect(await nx.exists('/docs/x')).toBe(false)
  })

  test('a dry run counts and changes nothing', async () => {
    const { nx, backend } = await openNexus({ inlineMaxBytes: 0 })
    await nx.write('/docs/a', '1')
    const count = await operationCount(nx)
    const keys = await keysOf(backend)
    const lines = [lineOf('/docs/a', '2'), lineOf('/docs/b', '3'), bareLineOf('/docs/c', '1')]
    const result = await imported(nx, lines, { dryRun: true, onConflict: 'remap' })
    expect(result).toEqual({ imported: 2, overwritten: 0, remapped: 1, skipped: 0 })
    expect(await operationCount(nx)).toBe(count)
    expect(await keysOf(backend)).toEqual(keys)
    expect(await nx.exists('/docs/b')).toBe(false)
  })

  test('nothing to import is no operation', async () => {
    const { nx } = await openNexus()
    const none = { imported: 0, overwritten: 0, remapped: 0, skipped: 0 }
    expect(await imported(nx, '')).toEqual(none)
    expect(await imported(nx, '\n  \r\n\n')).toEqual(none)
    await nx.write('/docs/a', '1')
    const count = await operationCount(nx)
    expect(await imported(nx, [lineOf('/docs/a', '2')])).toEqual({ ...none, skipped: 1 })
    expect(await operationCount(nx)).toBe(count)
  })

  test('times are kept; without them they are now', async () => {
    const { nx } = await openNexus()
    const times = {
      created_at: '2020-01-02T03:04:05.678Z',
      modified_at: '2021-01-02T03:04:05+02:00',
    }
    await imported(nx, [lineOf('/docs/a', '1', times), lineOf('/docs/b', '1')])
    const { lines } = await exported(nx)
    expect(lines[0]).toMatchObject({
      created_at: '2020-01-02T03:04:05.678Z',
      modified_at: '2021-01-02T01:04:05.000Z',
    })
    expect(Date.now() - Date.parse(String(lines[1]?.created_at))).toBeLessThan(60_000)
  })

  test('a host file, line ends of other systems, a byte order mark and unknown members are taken', async () => {
    const { nx } = await openNexus()
    const file = join(await temporaryFolder(), 'in.jsonl')
    const lines = [lineOf('docs//a/', '1', { other: { x: 1 } }), lineOf('/docs/b', '2')]
    await writeFile(file, `\uFEFF${lines.map((line) => JSON.stringify(line)).join('\r\n')}\r\n`)
    expect(await nx.importMetadata(file)).toMatchObject({ imported: 2 })
    expect(await nx.readText('/docs/a')).toBe('1')
    await rejection(nx.importMetadata(`${file}.none`), 'NOT_FOUND')
    await rejection(nx.importMetadata(5 as unknown as string), 'INVALID_ARGUMENT')
  })
})

describe('conflicts of importMetadata', () => {
  async function world() {
    const { nx } = await openNexus()
    await nx.write('/docs/a.tar.gz', 'old', {
      metadata: { was: 1 },
      tags: { was: '1' },
      mode: 0o640,
      modifiedAt: Date.parse('2024-01-01T00:00:00Z'),
    })
    return nx
  }

  test('skip leaves what is there', async () => {
    const nx = await world()
    const lines = [lineOf('/docs/a.tar.gz', 'new'), lineOf('/docs/b', 'new')]
    expect(await imported(nx, lines)).toMatchObject({ imported: 1, skipped: 1 })
    expect(await nx.readText('/docs/a.tar.gz')).toBe('old')
  })

  test('overwrite makes the next version with the metadata and tags of the line', async () => {
    const nx = await world()
    const lines = [lineOf('/docs/a.tar.gz', 'new', { custom_metadata: { now: 2 } })]
    expect(await imported(nx, lines, { onConflict: 'overwrite' })).toMatchObject({ overwritten: 1 })
    expect(await nx.stat('/docs/a.tar.gz')).toMatchObject({ version: 2, etag: etagOf('new') })
    expect(await nx.metadata.get('/docs/a.tar.gz')).toEqual({ now: 2 })
    expect(await nx.tags.list('/docs/a.tar.gz')).toEqual({})
    expect((await nx.stat('/docs/a.tar.gz')).mode).toBe(0o640)
  })

  test('remap imports beside it, under a name that neither the tree nor the file has', async () => {
    const nx = await world()
    await nx.write('/docs/a.tar (2).gz', 'taken')
    await nx.mkdir('/docs/dir')
    const lines = [
      lineOf('/docs/a.tar.gz', 'one'),
      lineOf('/docs/a.tar (3).gz', 'two'),
      lineOf('/docs/a.tar (2).gz', 'three'),
      lineOf('/docs/dir', 'four'),
      lineOf('/docs/.hidden', 'five'),
    ]
    const options = { onConflict: 'remap' } as const
    expect(await imported(nx, lines, options)).toMatchObject({ imported: 2, remapped: 3 })
    expect(await nx.readText('/docs/a.tar.gz')).toBe('old')
    expect(await nx.readText('/docs/a.tar (2).gz')).toBe('taken')
    expect(await nx.readText('/docs/a.tar (4).gz')).toBe('one')
    expect(await nx.readText('/docs/a.tar (3).gz')).toBe('two')
    expect(await nx.readText('/docs/a.tar (2) (2).gz')).toBe('three')
    expect(await nx.readText('/docs/dir (2)')).toBe('four')
    expect(await imported(nx, [lineOf('/docs/.hidden', '6')], options)).toMatchObject({
      remapped: 1,
    })
    expect(await nx.readText('/docs/.hidden (2)')).toBe('6')
  })

  test.each([
    ['newer and other', 'new', '2025-01-01T00:00:00Z', { overwritten: 1 }, 'new', { now: 2 }],
    ['newer and the same', 'old', '2025-01-01T00:00:00Z', { overwritten: 1 }, 'old', { now: 2 }],
    ['older and other', 'new', '2023-01-01T00:00:00Z', { skipped: 1 }, 'old', { was: 1 }],
    ['as old', 'old', '2024-01-01T00:00:00Z', { skipped: 1 }, 'old', { was: 1 }],
  ])('auto, where the line is %s', async (_, content, time, counts, then, metadata) => {
    const nx = await world()
    const more = { modified_at: time, custom_metadata: { now: 2 } }
    const line = lineOf('/docs/a.tar.gz', content, more)
    expect(await imported(nx, [line], { onConflict: 'auto' })).toMatchObject(counts)
    expect(await nx.readText('/docs/a.tar.gz')).toBe(then)
    expect(await nx.metadata.get('/docs/a.tar.gz')).toEqual(metadata)
    expect((await nx.stat('/docs/a.tar.gz')).version).toBe(then === 'new' ? 2 : 1)
  })

  test('auto without a time leaves what is there', async () => {
    const nx = await world()
    const line = lineOf('/docs/a.tar.gz', 'new')
    expect(await imported(nx, [line], { onConflict: 'auto' })).toMatchObject({ skipped: 1 })
  })

  test('a directory in the way is left by skip and auto, and refused by overwrite', async () => {
    const { nx } = await openNexus()
    await nx.mkdir('/docs/dir', { parents: true })
    const lines = [lineOf('/docs/dir', 'x')]
    expect(await imported(nx, lines)).toMatchObject({ skipped: 1 })
    expect(await imported(nx, lines, { onConflict: 'auto' })).toMatchObject({ skipped: 1 })
    const error = await rejection(
      imported(nx, lines, { onConflict: 'overwrite' }),
      'IS_A_DIRECTORY',
    )
    expect(error.message).toMatch(/^Line 1: /)
  })

  test('an unknown mode is INVALID_ARGUMENT', async () => {
    const { nx } = await openNexus()
    const options = { onConflict: 'merge' as 'auto' }
    await rejection(imported(nx, [], options), 'INVALID_ARGUMENT')
  })
})

const good = lineOf('/docs/ok', 'fine')

describe('lines that importMetadata refuses', () => {
  test.each<[string, string, string | Record<string, unknown>]>([
    ['no JSON', 'INVALID_ARGUMENT', '{"path":'],
    ['an array', 'INVALID_ARGUMENT', '[1]'],
    ['null', 'INVALID_ARGUMENT', 'null'],
    ['no path', 'INVALID_ARGUMENT', { path: undefined }],
    ['a path with ..', 'INVALID_PATH', { path: '/docs/../etc' }],
    ['a path with NUL', 'INVALID_PATH', { path: '/docs/a\0b' }],
    ['an unpaired surrogate', 'INVALID_PATH', { path: '/docs/\uD800' }],
    ['an empty path', 'INVALID_PATH', { path: '' }],
    ['the root', 'IS_A_DIRECTORY', { path: '/' }],
    ['a namespace', 'IS_A_DIRECTORY', { path: '/workspace' }],
    ['a read-only namespace', 'READ_ONLY', { path: '/archives/x' }],
    ['a namespace of administrators', 'ACCESS_DENIED', { path: '/system/x' }],
    ['no etag', 'INVALID_ARGUMENT', { etag: undefined }],
    ['an etag in upper case', 'INVALID_ARGUMENT', { etag: 'A'.repeat(64) }],
    ['another etag', 'INVALID_ARGUMENT', { etag: 'a'.repeat(64) }],
    ['a negative size', 'INVALID_ARGUMENT', { size: -1 }],
    ['a size in text', 'INVALID_ARGUMENT', { size: '1' }],
    ['another size', 'INVALID_ARGUMENT', { size: 3 }],
    ['no base64', 'INVALID_ARGUMENT', { content: 'Z!==' }],
    ['content that is a number', 'INVALID_ARGUMENT', { content: 5 }],
    ['no time', 'INVALID_ARGUMENT', { modified_at: 'yesterday' }],
    ['a time in milliseconds', 'INVALID_ARGUMENT', { created_at: 1_700_000_000_000 }],
    ['a day that is none', 'INVALID_ARGUMENT', { modified_at: '2026-02-31T00:00:00Z' }],
    ['a time without zone', 'INVALID_ARGUMENT', { modified_at: '2026-02-03T00:00:00' }],
    ['version 0', 'INVALID_ARGUMENT', { version: 0 }],
    ['a type with a line break', 'INVALID_ARGUMENT', { mime_type: 'a/b\n' }],
    ['metadata that is no object', 'INVALID_ARGUMENT', { custom_metadata: [1] }],
    ['metadata above 64 KiB', 'TOO_LARGE', { custom_metadata: { k: 'x'.repeat(70_000) } }],
    ['an empty metadata key', 'INVALID_ARGUMENT', { custom_metadata: { '': 1 } }],
    ['a tag that is a number', 'INVALID_ARGUMENT', { tags: { a: 1 } }],
    ['content that is not there', 'NOT_FOUND', { content: undefined, etag: 'b'.repeat(64) }],
    ['a path that was given', 'INVALID_ARGUMENT', { path: '//docs/ok' }],
    ['a path below a file of the import', 'NOT_A_DIRECTORY', { path: '/docs/ok/below' }],
    ['a path that is a directory of the import', 'IS_A_DIRECTORY', { path: '/docs' }],
    ['a path below a file', 'NOT_A_DIRECTORY', { path: '/file/x' }],
  ])('%s is %s and names the line; nothing is imported', async (_, code, given) => {
    const { nx } = await openNexus()
    await nx.write('/file', 'x')
    const bad =
      typeof given === 'string' ? given : JSON.stringify({ ...lineOf('/docs/b', 'fine'), ...given })
    const count = await operationCount(nx)
    const error = await rejection(imported(nx, `${JSON.stringify(good)}\n\n${bad}\n`), code)
    expect(error.message).toMatch(/^Line 3: (?!Line)/)
    expect(await nx.exists('/docs/ok')).toBe(false)
    expect(await operationCount(nx)).toBe(count)
  })

  test('bytes that are no UTF-8', async () => {
    const { nx } = await openNexus()
    async function* source() {
      yield Buffer.from('{"path":"/docs/')
      yield new Uint8Array([0xff, 0x22, 0x7d, 0x0a])
    }
    expect((await rejection(nx.importMetadata(source()), 'INVALID_ARGUMENT')).message).toMatch(
      /^Line 1: it is not UTF-8/,
    )
  })

  test('a line that never ends is refused before memory is', async () => {
    const { nx } = await openNexus()
    let given = 0
    async function* endless() {
      const chunk = Buffer.alloc(1 << 20, 'x')
      for (; given < 1000; given++) yield chunk
    }
    expect((await rejection(nx.importMetadata(endless()), 'TOO_LARGE')).message).toMatch(
      /^Line 1: /,
    )
    expect(given).toBeLessThan(100)
  })

  test('damaged content is not there; a line that carries it heals it', async () => {
    const { nx, backend } = await openNexus({ inlineMaxBytes: 0 })
    const { etag } = await nx.write('/docs/a', 'content')
    const [key] = (await keysOf(backend)).filter((name) => name.endsWith(etag))
    await backend.delete(key as string)
    await rejection(imported(nx, [bareLineOf('/docs/b', 'content')]), 'NOT_FOUND')
    await imported(nx, [lineOf('/docs/b', 'content')])
    expect(await nx.readText('/docs/b')).toBe('content')
    expect(await nx.readText('/docs/a')).toBe('content')
  })

  test('a size other than that of the content that is there', async () => {
    const { nx } = await openNexus()
    await nx.write('/docs/a', 'content')
    const error = await rejection(
      imported(
        nx,
        [bareLineOf('/docs/b', 'content', { size: 8 })].map((line) => ({ ...line, size: 8 })),
      ),
      'INVALID_ARGUMENT',
    )
    expect(error.message).toMatch(/^Line 1: .*has 7\.$/)
  })
})

describe('access of importMetadata', () => {
  test('a line outside of what the caller may write is refused', async () => {
    const { nx } = await openNexus({ tenantId: 'acme', agentId: 'one' })
    await rejection(imported(nx, [lineOf('/workspace/acme/two/x', 'x')]), 'ACCESS_DENIED')
    await rejection(imported(nx, [lineOf('/shared/rival/x', 'x')]), 'ACCESS_DENIED')
    await imported(nx, [lineOf('/workspace/acme/one/x', 'x')])
  })

  test('who knows a hash alone does not get what has it', async () => {
    const { nx } = await openNexus({ isAdmin: true })
    await nx.write('/workspace/acme/two/secret', 'secret')
    await nx.write('/shared/acme/common', 'common')
    const agent = nx.as({ isAdmin: false, tenantId: 'acme', agentId: 'one' })
    const line = bareLineOf('/workspace/acme/one/stolen', 'secret')
    await rejection(imported(agent, [line]), 'NOT_FOUND')
    await imported(agent, [bareLineOf('/workspace/acme/one/copy', 'common')])
    expect(await agent.readText('/workspace/acme/one/copy')).toBe('common')
    await imported(agent, [lineOf('/workspace/acme/one/own', 'secret')])
  })

  test('also where all tenants share content', async () => {
    const { nx } = await openNexus({ isAdmin: true, dedup: 'shared' })
    await nx.write('/shared/rival/secret', 'secret')
    const tenant = nx.as({ isAdmin: false, tenantId: 'acme' })
    await rejection(imported(tenant, [bareLineOf('/shared/acme/stolen', 'secret')]), 'NOT_FOUND')
  })

  test('two spaces are NOT_SUPPORTED', async () => {
    const { nx } = await openNexus({ isAdmin: true })
    const lines = [lineOf('/shared/acme/x', 'x'), lineOf('/shared/rival/x', 'x')]
    expect((await rejection(imported(nx, lines), 'NOT_SUPPORTED')).message).toMatch(/^Line 2: /)
  })

  test('only an administrator fills a read-only namespace, and never a read-only mount', async () => {
    const { nx } = await openNexus({ isAdmin: true })
    const lines = [lineOf('/archives/acme/old', 'x')]
    await rejection(imported(nx, lines), 'READ_ONLY')
    expect(await imported(nx, lines, { intoReadonly: true })).toMatchObject({ imported: 1 })
    expect(await nx.readText('/archives/acme/old')).toBe('x')
    const tenant = nx.as({ isAdmin: false, tenantId: 'acme' })
    await rejection(imported(tenant, lines, { intoReadonly: true }), 'ACCESS_DENIED')
    await nx.mounts.add({
      mountPoint: '/system/fixed',
      backend: createMemoryBackend(),
      readonly: true,
    })
    const fixed = [lineOf('/system/fixed/x', 'x')]
    await rejection(imported(nx, fixed, { intoReadonly: true }), 'READ_ONLY')
    const root = [lineOf('/archives', 'x')]
    await rejection(imported(nx, root, { intoReadonly: true }), 'READ_ONLY')
  })
})

describe('importMetadata and others', () => {
  test('hooks are asked for each file that gets content, and told afterwards', async () => {
    const seen: string[] = []
    const hooks = {
      beforeWrite: async ({
        path,
        content,
      }: {
        path: string
        content: { bytes(limit: number): Promise<Uint8Array> }
      }) => {
        seen.push(`before ${path} ${Buffer.from(await content.bytes(100))}`)
        return path === '/docs/b' ? { content: Buffer.from('replaced') } : undefined
      },
      afterWrite: async ({ path, version }: { path: string; version?: number }) => {
        seen.push(`after ${path} ${version}`)
      },
    }
    const { nx: first, store, backend } = await openNexus({ inlineMaxBytes: 3 })
    await first.write('/docs/there', 'there')
    await first.write('/docs/taken', 'taken')
    const { nx } = await openNexus({ inlineMaxBytes: 3, store, backend, hooks: hooks as never })
    await imported(nx, [
      lineOf('/docs/a', 'brought'),
      lineOf('/docs/b', 'to be replaced'),
      bareLineOf('/docs/c', 'there'),
      lineOf('/docs/taken', 'skipped'),
    ])
    expect(seen).toEqual([
      'before /docs/a brought',
      'before /docs/b to be replaced',
      'before /docs/c there',
      'after /docs/a 1',
      'after /docs/b 1',
      'after /docs/c 1',
    ])
    expect(await nx.readText('/docs/b')).toBe('replaced')
    expect(await nx.readText('/docs/c')).toBe('there')
  })

  test('a veto refuses the whole import', async () => {
    const beforeWrite = () => {
      throw new Error('no')
    }
    const { nx } = await openNexus({ hooks: { beforeWrite } })
    const error = await rejection(imported(nx, [lineOf('/docs/a', 'x')]), 'VETOED')
    expect(error.message).toMatch(/^Line 1: /)
    expect(await nx.exists('/docs/a')).toBe(false)
  })

  test('a commit that fails leaves nothing', async () => {
    const store = createMemoryStore()
    const backend = createMemoryBackend()
    let failing = false
    const wrapped = Object.assign(Object.create(store) as typeof store, {
      commit: async (...args: Parameters<typeof store.commit>) => {
        if (failing && args[0].operations.length > 0) throw new Error('the disk is gone')
        return store.commit(...args)
      },
    })
    const { nx } = await openNexus({ store: wrapped, backend, inlineMaxBytes: 0 })
    await nx.write('/docs/kept', 'kept')
    failing = true
    const lines = [lineOf('/docs/a', '1'), lineOf('/docs/b', '2')]
    await expect(imported(nx, lines)).rejects.toThrow('the disk is gone')
    expect((await exported(nx)).lines.map(({ path }) => path)).toEqual(['/docs/kept'])
    failing = false
    expect(await imported(nx, lines)).toMatchObject({ imported: 2 })
  })

  test('two imports of the same file at once: one makes the files, the other skips them', async () => {
    const { nx } = await openNexus()
    const lines = Array.from({ length: 50 }, (_, index) => lineOf(`/docs/${index}`, `${index}`))
    const results = await Promise.all([imported(nx, lines), imported(nx, lines)])
    expect(results.map(({ imported: made }) => made).sort()).toEqual([0, 50])
    expect(results.map(({ skipped }) => skipped).sort()).toEqual([0, 50])
  })

  test('the same content in many lines is brought once', async () => {
    const { nx, backend } = await openNexus({ inlineMaxBytes: 0 })
    const lines = Array.from({ length: 20 }, (_, index) => lineOf(`/docs/${index}`, 'same'))
    expect(await imported(nx, lines)).toMatchObject({ imported: 20 })
    expect((await keysOf(backend)).filter((key) => key.startsWith('cas/'))).toHaveLength(1)
    expect((await nx.stat('/docs/3')).refCount ?? 20).toBe(20)
  })

  test('an aborted import leaves nothing', async () => {
    const { nx } = await openNexus()
    const controller = new AbortController()
    async function* source(from: Nexus) {
      yield Buffer.from(`${JSON.stringify(lineOf('/docs/a', 'x'))}\n`)
      controller.abort()
      expect(await from.exists('/docs/a')).toBe(false)
      yield Buffer.from(`${JSON.stringify(lineOf('/docs/b', 'x'))}\n`)
    }
    await rejection(nx.importMetadata(source(nx), { signal: controller.signal }), 'ABORTED')
    expect(await nx.exists('/docs/a')).toBe(false)
  })
})
