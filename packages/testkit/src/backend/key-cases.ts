import assert from 'node:assert/strict'
import { bytesSource } from '@nexusfs/core/kit'
import type { BackendCases } from './backend-case.ts'
import { type BackendWorld, refused, toBytes } from './backend-world.ts'

const ACCEPTED: Readonly<Record<string, string>> = {
  'a plain name': 'file.txt',
  'many segments': 'a/b/c/d/e/f/g/h/file.txt',
  'a leading dot': '.hidden',
  'a leading dot in a folder': '.config/.rc',
  'two dots inside': 'file..txt',
  'three dots': '...',
  'a name that begins with two dots': '..rc/..x',
  'a trailing dot': 'name.',
  'spaces inside': 'my notes/final version.txt',
  'a plus': 'a+b+c.txt',
  'a percent sign': '100%.txt',
  'what looks like an escape': 'a%2Fb%20c.txt',
  'what looks like an escaped dot': '%2e%2e/x',
  'a question mark, hash and ampersand': 'q?a=1&b=2#part',
  'quotes and brackets': `it's "quoted" [a]{b}(c)<d>`,
  'stars and pipes': 'a*b|c;d$e!f',
  'colon, equals and at': 'k:v=w@x,y',
  'a tilde and a backquote': '~user/`cmd`',
  'a leading hyphen': '-rf/--help',
  'accents composed': 'caf\u00e9.txt',
  'accents decomposed': 'cafe\u0301.txt',
  'Chinese and Arabic': '文档/ملف.txt',
  emoji: 'party/🎉👩‍👩‍👧.txt',
  'a character beyond U+FFFF beside one below': 'x\u{10000}/\uffee',
  'a segment of 255 bytes': `${'x'.repeat(255)}/y`,
  'a segment of 255 bytes in 85 characters': '文'.repeat(85),
  'a key of 1,024 bytes': `${'k'.repeat(200)}/`.repeat(5).slice(0, 1004) + 'z'.repeat(20),
  'a name that differs only in case from another': 'README/readme',
  'a Windows device name': 'con/nul.txt',
}

const REJECTED: Readonly<Record<string, string>> = {
  'an empty key': '',
  'a slash': '/',
  'a leading slash': '/a',
  'two slashes inside': 'a//b',
  'two slashes at the end': 'a//',
  'a dot': '.',
  'two dots': '..',
  'a dot as a segment': 'a/./b',
  'two dots as a segment': 'a/../b',
  'two dots at the end': 'a/..',
  'two dots before the end slash': 'a/../',
  'a backslash': 'a\\b',
  'a NUL': 'a\0b',
  'a newline': 'a\nb',
  'a tab': 'a\tb',
  'a delete character': 'a\u007fb',
  'a C1 control character': 'a\u0085b',
  'an unpaired surrogate': 'a\ud800b',
  'a segment of 256 bytes': 'x'.repeat(256),
  'a segment of 256 bytes in 86 characters': `${'文'.repeat(85)}a`,
  'a key of 1,025 bytes': `${'k'.repeat(204)}/`.repeat(5),
}

/** Keys that every backend takes as they are, and keys that none is given. */
export const keyCases: BackendCases = {
  ...Object.fromEntries(
    Object.entries(ACCEPTED).map(([name, key]) => [
      `key with ${name} goes in and comes out`,
      (world: BackendWorld) => goesRound(world, key),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(REJECTED).map(([name, key]) => [
      `key that is ${name} is INVALID_ARGUMENT for every method`,
      (world: BackendWorld) => isRefused(world, key),
    ]),
  ),
  'a key as long as the backend takes goes round, and one byte more is PATH_TOO_LONG': async (
    world,
  ) => {
    const { maxKeyBytes } = world.capabilities
    const longest = `${'k'.repeat(199)}/`.repeat(6).slice(0, maxKeyBytes - 1)
    await goesRound(world, `${longest}z`)
    const code = maxKeyBytes < 1024 ? 'PATH_TOO_LONG' : 'INVALID_ARGUMENT'
    await refused(world.put(`${longest}zz`, 'x'), code)
    if (!world.has('copy')) return
    await world.put('a', 'copied')
    await world.bucket.copy('a', `${longest}z`)
    assert.equal(await world.text(`${longest}z`), 'copied')
  },
  'keys that differ in escapes, case or composition are different objects': async (world) => {
    const keys = ['a b', 'a%20b', 'a+b', 'A b', 'caf\u00e9', 'cafe\u0301', 'a_b']
    await world.fill(keys)
    for (const key of keys) assert.equal(await world.text(key), key)
    assert.equal((await world.names()).length, keys.length)
  },
  'a directory marker goes in and comes out, apart from what lies below it': async (world) => {
    await world.put('folder/', '')
    assert.deepEqual(await world.names(), ['folder/'])
    assert.equal((await world.bucket.head('folder/'))?.size, 0)
    assert.equal(await world.bucket.head('folder'), undefined)
    await world.put('folder/file', 'x')
    await world.bucket.delete('folder/file')
    assert.deepEqual(await world.names(), ['folder/'])
    await world.bucket.delete('folder/')
    await world.assertEmpty()
  },
  'a directory is not an object: its key is absent with and without the slash': async (world) => {
    await world.put('folder/file', 'x')
    assert.equal(await world.bucket.head('folder'), undefined)
    assert.equal(await world.bucket.head('folder/'), undefined)
    await refused(world.bucket.get('folder'), 'NOT_FOUND')
    await refused(world.bucket.get('folder/'), 'NOT_FOUND')
    await world.bucket.delete('folder')
    assert.equal(await world.text('folder/file'), 'x')
  },
  'a directory marker with bytes is INVALID_ARGUMENT, also from a stream': async (world) => {
    await refused(world.put('folder/', 'x'), 'INVALID_ARGUMENT')
    await refused(world.putStream('folder/', oneChunk()), 'INVALID_ARGUMENT')
    await world.assertEmpty()
  },
  'a key below another key is stored, or refused without harm to the first': async (world) => {
    await world.put('a', 'first')
    const second = await outcome(world.put('a/b', 'second'))
    assert.ok(second === 'stored' || second === 'NOT_A_DIRECTORY', second)
    assert.equal(await world.text('a'), 'first')
    if (second === 'stored') assert.equal(await world.text('a/b'), 'second')
    assert.deepEqual(await world.names(), second === 'stored' ? ['a', 'a/b'] : ['a'])
  },
  'a key above other keys is stored, or refused without harm to them': async (world) => {
    await world.put('a/b', 'first')
    const second = await outcome(world.put('a', 'second'))
    assert.ok(second === 'stored' || second === 'IS_A_DIRECTORY', second)
    assert.equal(await world.text('a/b'), 'first')
    assert.deepEqual(await world.names(), second === 'stored' ? ['a', 'a/b'] : ['a/b'])
  },
  'a key can be used as a directory after its object is gone, and the other way round': async (
    world,
  ) => {
    await world.put('a', '1')
    await world.bucket.delete('a')
    await world.put('a/b/c', '2')
    await world.bucket.delete('a/b/c')
    await world.put('a', '3')
    assert.equal(await world.text('a'), '3')
    assert.deepEqual(await world.names(), ['a'])
  },
}

async function goesRound(world: BackendWorld, key: string): Promise<void> {
  const content = `content of ${key}`
  if (Buffer.byteLength(key) > world.capabilities.maxKeyBytes) {
    await refused(world.put(key, content), 'PATH_TOO_LONG')
    return
  }
  const { etag, size } = await world.put(key, content)
  const head = await world.bucket.head(key)
  assert.equal(head?.key, key)
  assert.equal(head?.etag, etag)
  assert.equal(size, toBytes(content).byteLength)
  assert.equal(await world.text(key), content)
  assert.deepEqual(await world.names(), [key])
  assert.deepEqual(await world.names({ prefix: key }), [key])
  await world.bucket.delete(key)
  assert.equal(await world.bucket.head(key), undefined)
  await world.assertEmpty()
}

async function isRefused(world: BackendWorld, key: string): Promise<void> {
  const { bucket } = world
  await world.put('there', 'x')
  await refused(bucket.head(key), 'INVALID_ARGUMENT')
  await refused(bucket.get(key), 'INVALID_ARGUMENT')
  await refused(bucket.put(key, bytesSource(toBytes('x'))), 'INVALID_ARGUMENT')
  await refused(bucket.delete(key), 'INVALID_ARGUMENT')
  if (world.has('deleteMany')) await refused(bucket.deleteMany(['there', key]), 'INVALID_ARGUMENT')
  for (const method of ['copy', 'rename'] as const) {
    if (!world.has(method)) continue
    await refused(bucket[method]('there', key), 'INVALID_ARGUMENT')
    await refused(bucket[method](key, 'other'), 'INVALID_ARGUMENT')
  }
  assert.deepEqual(await world.names(), ['there'])
}

async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'stored'
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

async function* oneChunk(): AsyncGenerator<Uint8Array> {
  yield toBytes('x')
}
