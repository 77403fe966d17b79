import { spawnSync } from 'node:child_process'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createMemoryBackend, type MetadataStore } from '@nexusfs/core'
import { temporaryName } from '@nexusfs/core/kit'
import { describe, expect, test } from 'vitest'
import { collector, etagOf, exported, temporaryFolder } from './portable-world.ts'
import { openNexus, pattern, rejection } from './world.ts'

describe('exportMetadata', () => {
  test('a line has every member, in their order', async () => {
    const { nx } = await openNexus({ inlineMaxBytes: 10 })
    await nx.write('/docs/a.txt', 'small', { metadata: { k: [1] }, tags: { stage: 'final' } })
    const large = pattern(1000)
    await nx.write('/docs/b.bin', large, { contentType: 'x/y', modifiedAt: 1_700_000_000_123 })
    await nx.write('/docs/b.bin', large, { contentType: 'x/y', modifiedAt: 1_700_000_000_123 })
    const { lines, files } = await exported(nx)
    expect(files).toBe(2)
    const [a, b] = lines
    expect(Object.keys(a ?? {})).toEqual([
      'path',
      'size',
      'etag',
      'backend_name',
      'physical_path',
      'mime_type',
      'created_at',
      'modified_at',
      'version',
      'custom_metadata',
      'tags',
    ])
    expect(a).toMatchObject({
      path: '/docs/a.txt',
      size: 5,
      etag: etagOf('small'),
      backend_name: 'inline',
      physical_path: `inline:${etagOf('small')}`,
      mime_type: 'text/plain',
      version: 1,
      custom_metadata: { k: [1] },
      tags: { stage: 'final' },
    })
    const hash = etagOf(large)
    expect(b).toEqual({
      path: '/docs/b.bin',
      size: 1000,
      etag: hash,
      backend_name: 'memory',
      physical_path: `cas/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash}`,
      mime_type: 'x/y',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      modified_at: '2023-11-14T22:13:20.123Z',
      version: 2,
      custom_metadata: {},
    })
  })

  test('lines are in byte order of whole paths, also where names go on below the slash', async () => {
    const { nx } = await openNexus()
    const paths = [
      '/a/x',
      '/a.txt',
      '/a-b/y',
      '/a-b/a/z',
      '/a-b.c',
      '/a b',
      '/a!/q/r',
      '/b',
      '/a/x!',
      '/a/x0',
      '/ab/c',
      '/é/a',
      '/😀',
      '/docs/deep/er/a',
      '/docs/deep/er-a/b',
      '/docs/deep/er!',
    ]
    for (const path of paths) await nx.write(path, path)
    const { lines } = await exported(nx)
    const bytes = paths.map((path) => Buffer.from(path)).sort(Buffer.compare)
    expect(lines.map(({ path }) => path)).toEqual(bytes.map(String))
  })

  test('prefix gives one subtree, or one file, and content its bytes', async () => {
    const { nx } = await openNexus({ inlineMaxBytes: 10 })
    const large = pattern(3_000_000)
    await nx.write('/docs/in/a', 'A')
    await nx.write('/docs/in/b', large)
    await nx.write('/docs/out', 'x')
    const { lines } = await exported(nx, { prefix: '/docs/in', content: true })
    expect(lines.map(({ path }) => path)).toEqual(['/docs/in/a', '/docs/in/b'])
    expect(lines[0]?.content).toBe('QQ==')
    expect(Buffer.from(String(lines[1]?.content), 'base64').equals(large)).toBe(true)
    const one = await exported(nx, { prefix: '/docs/out' })
    expect(one.lines.map(({ path }) => path)).toEqual(['/docs/out'])
    await rejection(nx.exportMetadata(collector().stream, { prefix: '/none' }), 'NOT_FOUND')
  })

  test('an empty tree gives an empty file', async () => {
    const { nx } = await openNexus()
    const file = join(await temporaryFolder(), 'out.jsonl')
    expect(await nx.exportMetadata(file)).toEqual({ files: 0 })
    expect(await readFile(file, 'utf8')).toBe('')
  })

  test('a host file appears whole, for its owner alone, and is overwritten only when asked', async () => {
    const { nx } = await openNexus()
    await nx.write('/docs/a', 'x')
    const folder = await temporaryFolder()
    const file = join(folder, 'out.jsonl')
    expect(await nx.exportMetadata(file)).toEqual({ files: 1 })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const first = await readFile(file, 'utf8')
    await nx.write('/docs/b', 'y')
    await rejection(nx.exportMetadata(file), 'ALREADY_EXISTS')
    expect(await readFile(file, 'utf8')).toBe(first)
    expect(await nx.exportMetadata(file, { overwrite: true })).toEqual({ files: 2 })
    expect(await readdir(folder)).toEqual(['out.jsonl'])
  })

  test('an export that fails or is aborted leaves nothing and keeps what was there', async () => {
    const backend = createMemoryBackend()
    const { nx, store } = await openNexus({ inlineMaxBytes: 0, backend })
    const { etag } = await nx.write('/docs/a', 'some content')
    await nx.write('/docs/b', 'other')
    await backend.delete(`cas/${etag.slice(0, 2)}/${etag.slice(2, 4)}/${etag}`)
    const folder = await temporaryFolder()
    const file = join(folder, 'out.jsonl')
    await writeFile(file, 'before')
    await rejection(nx.exportMetadata(file, { content: true, overwrite: true }), 'CORRUPT')
    const controller = new AbortController()
    const onProgress = () => controller.abort()
    await rejection(
      nx.exportMetadata(file, { overwrite: true, signal: controller.signal, onProgress }),
      'ABORTED',
    )
    expect(await readdir(folder)).toEqual(['out.jsonl'])
    expect(await readFile(file, 'utf8')).toBe('before')
    expect(await holds(store)).toEqual([])
    await rejection(nx.exportMetadata(join(folder, 'none', 'x')), 'NOT_FOUND')
    await rejection(nx.exportMetadata(''), 'INVALID_ARGUMENT')
  })

  test('content above 64 MiB is refused by name, and leaves nothing; without content the file is exported', async () => {
    const { nx } = await openNexus()
    const folder = await temporaryFolder()
    await nx.write('/d/small', 'x')
    const { etag, size } = await nx.write('/d/large', new Uint8Array((64 << 20) + 1))
    const file = join(folder, 'out.jsonl')
    const error = await rejection(nx.exportMetadata(file, { content: true }), 'TOO_LARGE')
    expect([error.path, error.message]).toEqual(['/d/large', expect.stringContaining(`${size}`)])
    expect(error.hint).toContain('Export without content')
    expect(await readdir(folder)).toEqual([])
    const { lines } = await exported(nx)
    expect(lines.map(({ path, content }) => [path, content])).toEqual([
      ['/d/large', undefined],
      ['/d/small', undefined],
    ])
    const { nx: other } = await openNexus()
    const text = lines.map((line) => JSON.stringify(line)).join('\n')
    const missing = await rejection(other.importMetadata(bytesOf(text)), 'NOT_FOUND')
    expect(missing.message).toMatch(/^Line 1: /)
    expect(missing.message).toContain(etag)
  }, 60_000)

  test('what killed processes left of the same file is removed by the next export', async () => {
    const { nx } = await openNexus()
    const folder = await temporaryFolder()
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    const living = temporaryName({ prefix: '.out.jsonl.', suffix: '.partial' })
    const dead = living.replace(`-${process.pid}-`, `-${pid}-`)
    for (const name of [living, dead]) await writeFile(join(folder, name), '')
    await nx.exportMetadata(join(folder, 'out.jsonl'))
    expect((await readdir(folder)).toSorted()).toEqual([living, 'out.jsonl'])
  })

  test('what is written meanwhile is not in it', async () => {
    const { nx } = await openNexus()
    for (let index = 0; index < 1200; index++) await nx.write(`/docs/${1000 + index}`, `${index}`)
    let wrote: Promise<unknown> | undefined
    const onProgress = () => {
      wrote ??= Promise.all([
        nx.write('/docs/9999', 'late'),
        nx.write('/docs/2100', 'changed later'),
        nx.delete('/docs/2101'),
      ])
    }
    const { lines } = await exported(nx, { onProgress })
    await wrote
    expect(lines).toHaveLength(1200)
    expect(lines[1100]).toMatchObject({ path: '/docs/2100', etag: etagOf('1100'), version: 1 })
    expect(lines[1101]).toMatchObject({ path: '/docs/2101' })
  })

  test('a caller exports what it may see and no more', async () => {
    const { nx } = await openNexus({ isAdmin: true })
    await nx.write('/workspace/acme/one/mine', '1')
    await nx.write('/workspace/acme/two/other', '2')
    await nx.write('/shared/acme/team', '3')
    await nx.write('/shared/rival/secret', '4')
    await nx.write('/external/common', '5')
    const agent = nx.as({ isAdmin: false, tenantId: 'acme', agentId: 'one' })
    const { lines } = await exported(agent)
    expect(lines.map(({ path }) => path)).toEqual([
      '/external/common',
      '/shared/acme/team',
      '/workspace/acme/one/mine',
    ])
    await rejection(
      agent.exportMetadata(collector().stream, { prefix: '/shared/rival' }),
      'ACCESS_DENIED',
    )
    expect((await exported(nx)).lines).toHaveLength(5)
  })

  test('times that no text can show are given as the nearest', async () => {
    const { nx } = await openNexus()
    await nx.write('/docs/a', 'x', { modifiedAt: Number.MAX_SAFE_INTEGER })
    const { lines } = await exported(nx)
    expect(lines[0]?.modified_at).toBe('+275760-09-13T00:00:00.000Z')
  })

  test('content that appending made is told apart', async () => {
    const { nx } = await openNexus({ inlineMaxBytes: 0 })
    await nx.write('/docs/a', pattern(100))
    const { etag } = await nx.append('/docs/a', pattern(100, 1))
    const { lines } = await exported(nx, { content: true })
    expect(lines[0]).toMatchObject({ etag, size: 200, physical_path: `parts:${etag}` })
    expect(etagOf(Buffer.from(String(lines[0]?.content), 'base64'))).toBe(etag)
  })

  test('hooks of reading are asked for content, and not for metadata', async () => {
    const seen: string[] = []
    const hooks = {
      beforeRead: ({ path }: { path: string }) => {
        seen.push(path)
        if (path === '/docs/secret') throw new Error('no')
      },
    }
    const { nx } = await openNexus({ hooks: hooks as never })
    await nx.write('/docs/a', 'x')
    await nx.write('/docs/secret', 'x')
    expect((await exported(nx)).files).toBe(2)
    expect(seen).toEqual([])
    await rejection(exported(nx, { content: true }), 'VETOED')
    expect(seen).toEqual(['/docs/a', '/docs/secret'])
  })

  test('a stream that breaks ends the export', async () => {
    const { nx, store } = await openNexus()
    await nx.write('/docs/a', 'x')
    const broken = new WritableStream<Uint8Array>({
      write() {
        throw new Error('the pipe broke')
      },
    })
    await expect(nx.exportMetadata(broken)).rejects.toThrow('the pipe broke')
    expect(await holds(store)).toEqual([])
  })
})

async function holds(store: MetadataStore) {
  return (await store.getRecords('gc', ['hold'])).filter((row) => row !== undefined)
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text)
}
