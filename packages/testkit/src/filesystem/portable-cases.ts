import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { ExportOptions, ImportOptions, Nexus } from '@nexusfs/core'
import { eachCase, type FilesystemCases } from './filesystem-case.ts'
import { type FilesystemWorld, patternBytes, rejectsWith } from './filesystem-world.ts'

type Line = { readonly path: string } & Readonly<Record<string, unknown>>

/** Export and import of metadata. */
export const portableCases: FilesystemCases = {
  'an export has a line for each file, sorted by whole paths': async (world) => {
    const paths = ['/docs/a', '/docs/a-b/c', '/docs/a.txt', '/docs/a/b', '/docs/ab', '/docs/é']
    await world.files(...paths.filter((path) => path !== '/docs/a').reverse())
    const { lines, files } = await exported(world.nx)
    assert.deepEqual(
      lines.map(({ path }) => path),
      paths.slice(1),
    )
    assert.equal(files, 5)
    for (const { path, etag, size, version, custom_metadata } of lines)
      assert.deepEqual(
        { etag, size, version, custom_metadata },
        { etag: etagOf(path), size: Buffer.byteLength(path), version: 1, custom_metadata: {} },
      )
  },
  'export, delete, import gives the same lines': async (world) => {
    await fill(world)
    const before = await exported(world.nx)
    for (const { path } of before.lines) await world.nx.delete(path)
    const { operationId, ...counts } = await imported(world.nx, before.text)
    assert.deepEqual(counts, { imported: 3, overwritten: 0, remapped: 0, skipped: 0 })
    assert.equal(typeof operationId, 'string')
    const after = await exported(world.nx)
    assert.deepEqual(
      after.lines.map((line) => ({ ...line, version: undefined })),
      before.lines.map((line) => ({ ...line, version: undefined })),
    )
    assert.deepEqual(await world.nx.read('/docs/b/large'), patternBytes(300_000))
  },
  'content goes along when asked': async (world) => {
    await fill(world)
    const { lines } = await exported(world.nx, { content: true, prefix: '/docs/b' })
    assert.deepEqual(
      lines.map(({ path }) => path),
      ['/docs/b/large'],
    )
    const content = Buffer.from(String(lines[0]?.content), 'base64')
    assert.equal(etagOf(content), lines[0]?.etag)
    const copy = lines.map((line) => ({ ...line, path: '/docs/copy' }))
    await imported(world.nx, textOf(copy))
    assert.deepEqual(await world.nx.read('/docs/copy'), patternBytes(300_000))
  },
  'an import is one operation, and undoing it takes all of it back': async (world) => {
    const { nx } = world
    await nx.write('/docs/a', 'before', { tags: { was: '1' } })
    const before = await world.operations()
    const lines = [lineOf('/docs/a', 'after'), lineOf('/docs/new/b', 'b'), lineOf('/docs/c', 'c')]
    const { operationId } = await imported(nx, textOf(lines), { onConflict: 'overwrite' })
    assert.equal(await world.operations(), before + 1)
    assert.deepEqual(await world.paths(), ['/docs/a', '/docs/c', '/docs/new/b'])
    await nx.undo(operationId as string)
    assert.deepEqual(await world.paths(), ['/docs/a'])
    assert.deepEqual(await world.names(), ['a'])
    assert.equal(await nx.readText('/docs/a'), 'before')
    assert.deepEqual(await nx.tags.list('/docs/a'), { was: '1' })
  },
  'many files at once': async (world) => {
    const lines = Array.from({ length: 1500 }, (_, index) =>
      lineOf(`/docs/${index % 7}/${index}`, `${index % 100}`, { tags: { index: `${index}` } }),
    )
    assert.equal((await imported(world.nx, textOf(lines))).imported, 1500)
    assert.equal(await world.nx.readText('/docs/3/1004'), '4')
    const again = await imported(world.nx, textOf(lines))
    assert.deepEqual(again, { imported: 0, overwritten: 0, remapped: 0, skipped: 1500 })
    assert.equal((await exported(world.nx)).files, 1500)
  },
  ...eachCase(
    [
      ['skip', 'there', 1],
      ['overwrite', 'line', 2],
      ['remap', 'there', 1],
      ['auto', 'line', 2],
    ] as const,
    ([mode]) => `a path that is taken, with ${mode}`,
    async ({ nx }, [onConflict, content, version]) => {
      await nx.write('/docs/a.md', 'there', { modifiedAt: 1000 })
      const line = lineOf('/docs/a.md', 'line', { modified_at: '2020-01-01T00:00:00Z' })
      await imported(nx, textOf([line]), { onConflict })
      assert.equal(await nx.readText('/docs/a.md'), content)
      assert.equal((await nx.stat('/docs/a.md')).version, version)
      assert.equal(await nx.exists('/docs/a (2).md'), onConflict === 'remap')
    },
  ),
  ...eachCase(
    [
      ['text that is no JSON', 'INVALID_ARGUMENT', undefined],
      ['a path with ..', 'INVALID_PATH', lineOf('/docs/../x', 'x')],
      [
        'content of another hash',
        'INVALID_ARGUMENT',
        lineOf('/docs/b', 'x', { etag: etagOf('y') }),
      ],
      ['content that is not there', 'NOT_FOUND', lineOf('/docs/b', 'nowhere', { content: null })],
      ['a path given twice', 'INVALID_ARGUMENT', lineOf('/docs/a', 'x')],
      ['a read-only namespace', 'READ_ONLY', lineOf('/archives/x', 'x')],
    ] as const,
    ([what]) => `a line with ${what} is named, and nothing is imported`,
    async (world, [, code, line]) => {
      const text = `${JSON.stringify(lineOf('/docs/a', 'fine'))}\n${line ? JSON.stringify(line) : '{'}\n`
      const error = await world.refused(code, () => imported(world.nx, text))
      assert.match(error.message, /^Line 2: /)
      assert.equal(await world.nx.exists('/docs/a'), false)
    },
  ),
  'who knows the hash of content that only others see does not get it': async ({ nx }) => {
    const acme = nx.as({ tenantId: 'acme' })
    await nx.write('/docs/secret', 'secret')
    await acme.write('/workspace/acme/two/secret', 'secret of two')
    const globex = nx.as({ tenantId: 'globex' })
    const tries = [
      [globex, lineOf('/external/x', 'secret', { content: null })],
      [globex, lineOf('/shared/globex/x', 'secret of two', { content: null })],
      [acme.as({ agentId: 'one' }), lineOf('/shared/acme/x', 'secret of two', { content: null })],
    ] as const
    for (const [thief, line] of tries)
      await rejectsWith('NOT_FOUND', imported(thief, textOf([line])))
    await nx.write('/external/secret', 'secret')
    await imported(globex, textOf([lineOf('/external/x', 'secret', { content: null })]))
  },
  'a dry run says what would be, and changes nothing': async (world) => {
    await world.files('/docs/a')
    const before = await world.operations()
    const text = textOf([lineOf('/docs/a', 'x'), lineOf('/docs/b', 'x')])
    const counts = await imported(world.nx, text, { dryRun: true })
    assert.deepEqual(counts, { imported: 1, overwritten: 0, remapped: 0, skipped: 1 })
    assert.equal(await world.operations(), before)
    assert.deepEqual(await world.paths(), ['/docs/a'])
  },
  'damaged content is not taken for content that is there': {
    needs: 'corrupt',
    run: async ({ nx, opened }) => {
      const large = patternBytes(300_000)
      const { etag } = await nx.write('/docs/a', large)
      await opened.corrupt?.(etag)
      const bare = lineOf('/docs/b', large, { content: null })
      await assert.rejects(imported(nx, textOf([bare])), { code: 'NOT_FOUND' })
      await imported(nx, textOf([lineOf('/docs/b', large)]))
      assert.deepEqual(await nx.read('/docs/b'), large)
    },
  },
}

async function fill({ nx }: FilesystemWorld): Promise<void> {
  await nx.write('/docs/a.txt', 'small', { metadata: { k: [1, null] }, tags: { stage: 'é' } })
  await nx.write('/docs/b/large', patternBytes(300_000), {
    contentType: 'x/y',
    modifiedAt: 1_600_000_000_000,
  })
  await nx.write('/docs/c', '')
}

async function exported(nx: Nexus, options?: ExportOptions) {
  const chunks: Uint8Array[] = []
  const stream = new WritableStream<Uint8Array>({ write: (chunk) => void chunks.push(chunk) })
  const { files } = await nx.exportMetadata(stream, options)
  const text = Buffer.concat(chunks).toString()
  const lines = text.split('\n').filter((line) => line !== '')
  return { files, text, lines: lines.map((line) => JSON.parse(line) as Line) }
}

function imported(nx: Nexus, text: string, options?: ImportOptions) {
  async function* source() {
    for (let start = 0; start < text.length; start += 50_000)
      yield Buffer.from(text.slice(start, start + 50_000))
  }
  return nx.importMetadata(source(), options)
}

function textOf(lines: readonly Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

function lineOf(path: string, content: string | Uint8Array, more: object = {}): Line {
  const bytes = Buffer.from(content)
  const base64 = bytes.toString('base64')
  return { path, size: bytes.byteLength, etag: etagOf(bytes), content: base64, ...more }
}

function etagOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
