import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { eachCase, type FilesystemCases } from './filesystem-case.ts'
import { patternBytes, rejectsWith } from './filesystem-world.ts'

const EDITS: readonly (readonly [
  what: string,
  edits: readonly { old: string; new: string; all?: boolean }[],
  text: string,
])[] = [
  ['one replacement', [{ old: 'two', new: 'TWO' }], 'one TWO one'],
  [
    'two in order',
    [
      { old: 'two', new: 'three' },
      { old: 'three', new: 'four' },
    ],
    'one four one',
  ],
  ['every occurrence', [{ old: 'one', new: '1', all: true }], '1 two 1'],
  ['a removal', [{ old: ' two', new: '' }], 'one one'],
  ['text with the signs of patterns', [{ old: 'two', new: '$& $1 \\n' }], 'one $& $1 \\n one'],
]

const BAD_EDITS: readonly (readonly [
  what: string,
  edits: readonly { old: string; new: string }[],
  message: RegExp,
])[] = [
  ['text that is not found', [{ old: 'none', new: '' }], /not found|0 times/],
  ['text that is found twice', [{ old: 'one', new: '' }], /2 times|twice/],
  [
    'a second one that fails',
    [
      { old: 'two', new: '2' },
      { old: 'two', new: '' },
    ],
    /[Ee]dit 2/,
  ],
  ['empty text', [{ old: '', new: 'x' }], /empty/],
  ['no edits', [], /[Nn]o edits|empty/],
]

/** writeBatch, append, edit and delete. */
export const changeCases: FilesystemCases = {
  'writeBatch gives results in input order, with one batch id': async (world) => {
    const { nx } = world
    await nx.write('/docs/b', 'old')
    const items = ['/docs/c', '/docs/b', '/docs/a/deep'].map((path) => ({ path, content: path }))
    const results = await nx.writeBatch(items)
    assert.deepEqual(
      results.map(({ path, version }) => [path, version]),
      [
        ['/docs/c', 1],
        ['/docs/b', 2],
        ['/docs/a/deep', 1],
      ],
    )
    for (const { path } of items) assert.equal(await nx.readText(path), path)
    const logged = await nx.operations.list({ limit: 3 }).toArray()
    assert.equal(new Set(logged.map(({ batch }) => batch)).size, 1)
    assert.ok(logged[0]?.batch)
    assert.deepEqual(
      new Set(logged.map(({ id }) => id)),
      new Set(results.map((r) => r.operationId)),
    )
  },
  'writeBatch with a path given twice ends with the last content': async ({ nx }) => {
    const results = await nx.writeBatch([
      { path: '/docs/a', content: 'first' },
      { path: '/docs/b', content: 'other' },
      { path: 'docs//a', content: 'last' },
    ])
    assert.equal(await nx.readText('/docs/a'), 'last')
    assert.equal(results.length, 3)
    assert.equal(results[2]?.etag, (await nx.stat('/docs/a')).etag)
  },
  ...eachCase(
    [
      ['a path that is not valid', { path: '/docs/../x', content: 'x' }],
      ['a directory', { path: '/docs/dir', content: 'x' }],
      ['a path below a file', { path: '/docs/old/x', content: 'x' }],
      ['a path below an earlier item', { path: '/docs/new/x', content: 'x' }],
      ['a read-only namespace', { path: '/system/x', content: 'x' }],
      ['a lost condition', { path: '/docs/old', content: 'x', ifNoneMatch: '*' as const }],
      ['no content', { path: '/docs/x', content: undefined as unknown as string }],
      ['a broken stream', { path: '/docs/x', content: broken() }],
    ] as const,
    ([what]) => `writeBatch with ${what} writes nothing at all`,
    async (world, [, bad]) => {
      const { nx } = world
      await world.files('/docs/old', '/docs/dir/x')
      const before = await world.operations()
      await assert.rejects(nx.writeBatch([{ path: '/docs/new', content: 'x' }, bad]))
      assert.deepEqual(await world.paths(), ['/docs/dir/x', '/docs/old'])
      assert.equal(await nx.readText('/docs/old'), '/docs/old')
      assert.equal(await world.operations(), before)
    },
  ),
  'writeBatch of nothing does nothing': async (world) => {
    assert.deepEqual(await world.nx.writeBatch([]), [])
    assert.equal(await world.operations(), 0)
  },
  'writeBatch of 300 files is there as a whole': async (world) => {
    const items = Array.from({ length: 300 }, (_, index) => ({
      path: `/docs/${String(index).padStart(3, '0')}`,
      content: `content ${index % 7}`,
      tags: { number: String(index) },
    }))
    await world.nx.writeBatch(items)
    assert.deepEqual(
      await world.paths(),
      items.map(({ path }) => path),
    )
    assert.deepEqual(await world.nx.tags.list('/docs/299'), { number: '299' })
    assert.equal((await world.nx.stat('/docs/000')).refCount, 43)
  },
  'append makes a file, then adds to it': async ({ nx }) => {
    await nx.append('/docs/log', 'one\n')
    const { etag, size, version } = await nx.append('/docs/log', new Uint8Array([50, 10]))
    assert.equal(await nx.readText('/docs/log'), 'one\n2\n')
    assert.deepEqual([etag, size, version], [sha256('one\n2\n'), 6, 2])
  },
  'append of a stream, of nothing, and onto a large file': async ({ nx }) => {
    const large = patternBytes(2_000_000)
    await nx.write('/docs/a', large)
    await nx.append('/docs/a', new Blob(['tail']).stream())
    await nx.append('/docs/a', '')
    const whole = Buffer.concat([large, Buffer.from('tail')])
    assert.ok(whole.equals(await nx.read('/docs/a')))
    const { etag, size, version } = await nx.stat('/docs/a')
    assert.deepEqual([etag, size, version], [sha256(whole), whole.length, 3])
    assert.equal(
      Buffer.from(await nx.read('/docs/a', { start: 1_999_996 }))
        .subarray(4)
        .toString(),
      'tail',
    )
  },
  '400 appends are read back in order, in whole and in part': async ({ nx }) => {
    const lines = Array.from({ length: 400 }, (_, index) => `line ${index}\n`)
    for (const line of lines) await nx.append('/docs/log', line)
    const whole = lines.join('')
    assert.equal(await nx.readText('/docs/log'), whole)
    const part = await nx.read('/docs/log', { start: 1_000, end: 3_000 })
    assert.equal(Buffer.from(part).toString(), whole.slice(1_000, 3_000))
    assert.equal((await nx.stat('/docs/log')).etag, sha256(whole))
    assert.equal((await nx.write('/docs/same', whole)).etag, (await nx.stat('/docs/log')).etag)
  },
  ...eachCase(
    EDITS,
    ([what]) => `edit: ${what}`,
    async ({ nx }, [, edits, text]) => {
      await nx.write('/docs/a', 'one two one', { tags: { kept: 'x' }, contentType: 'text/x-mine' })
      const { version } = await nx.edit('/docs/a', edits)
      assert.deepEqual([await nx.readText('/docs/a'), version], [text, 2])
      assert.deepEqual(await nx.tags.list('/docs/a'), { kept: 'x' })
      assert.equal((await nx.stat('/docs/a')).contentType, 'text/x-mine')
    },
  ),
  ...eachCase(
    BAD_EDITS,
    ([what]) => `edit with ${what} is INVALID_ARGUMENT and changes nothing`,
    async (world, [, edits, message]) => {
      await world.nx.write('/docs/a', 'one two one')
      const error = await world.refused('INVALID_ARGUMENT', () => world.nx.edit('/docs/a', edits))
      assert.match(`${error.message} ${error.hint ?? ''}`, message)
      assert.equal(await world.nx.readText('/docs/a'), 'one two one')
    },
  ),
  'edit of nothing is NOT_FOUND, of what is no text INVALID_ARGUMENT': async ({ nx }) => {
    await rejectsWith('NOT_FOUND', nx.edit('/docs/a', [{ old: 'a', new: 'b' }]))
    await nx.write('/docs/a', new Uint8Array([0xff, 0xfe]))
    await rejectsWith('INVALID_ARGUMENT', nx.edit('/docs/a', [{ old: 'a', new: 'b' }]))
  },
  'delete removes the name, and a file made there anew is another one': async (world) => {
    const { nx } = world
    await nx.write('/docs/a', 'x', { metadata: { old: true } })
    const { id } = await nx.stat('/docs/a')
    await nx.delete('/docs/a')
    assert.equal(await nx.exists('/docs/a'), false)
    await world.refused('NOT_FOUND', () => nx.delete('/docs/a'))
    assert.equal((await nx.write('/docs/a', 'y')).version, 1)
    assert.notEqual((await nx.stat('/docs/a')).id, id)
    assert.deepEqual(await nx.metadata.get('/docs/a'), {})
  },
  'delete leaves the directory': async ({ nx }) => {
    await nx.write('/docs/dir/a', 'x')
    await nx.delete('/docs/dir/a')
    assert.equal(await nx.isDirectory('/docs/dir'), true)
  },
}

function broken(): AsyncIterable<Uint8Array> {
  return {
    async *[Symbol.asyncIterator]() {
      yield new Uint8Array(10)
      throw new Error('the source broke')
    },
  }
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
