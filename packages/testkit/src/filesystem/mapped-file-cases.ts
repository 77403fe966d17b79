import assert from 'node:assert/strict'
import { collect, patternBytes, rejectsWith, textOf } from './filesystem-world.ts'
import type { MappedCases } from './mapped-world.ts'

const LARGE = 24 << 20

/** Files at their keys. */
export const mappedFileCases: MappedCases = {
  'what is written lies at its key, and others read it there': async (world) => {
    const { nx } = world
    const result = await nx.write(world.at('a/b.txt'), 'hello')
    assert.equal(await world.textOutside('a/b.txt'), 'hello')
    assert.deepEqual(await world.keys(), ['a/b.txt'])
    const info = await world.outside.head('a/b.txt')
    assert.deepEqual([result.etag, result.size], [info?.etag, 5])
    const stat = await nx.stat(world.at('a/b.txt'))
    assert.deepEqual([stat.etag, stat.size, stat.version], [info?.etag, 5, 1])
    assert.equal(stat.modifiedAt, info?.modifiedAt)
  },
  'what others put is read, with its size, time and etag': async (world) => {
    const etag = await world.putText('x/y.md', 'from outside')
    assert.equal(await world.nx.readText(world.at('x/y.md')), 'from outside')
    const stat = await world.nx.stat(world.at('x/y.md'))
    assert.deepEqual([stat.etag, stat.size, stat.type, stat.version], [etag, 12, 'file', 0])
    assert.equal(stat.id, undefined)
    assert.equal(stat.contentType, 'text/markdown')
  },
  'a file that others put gets an id once it is changed, which stays': async (world) => {
    const path = world.at('a')
    await world.put('a')
    await world.nx.write(path, 'ours')
    const { id } = await world.nx.stat(path)
    assert.ok(id)
    await world.nx.write(path, 'again')
    assert.equal((await world.nx.stat(path)).id, id)
    assert.equal((await world.nx.list(world.at('')).toArray())[0]?.id, id)
  },
  'every write is the next version': async ({ nx, ...world }) => {
    const path = `${world.opened.mountPoint}/a`
    const versions = []
    for (const text of ['a', 'b', 'c']) versions.push((await nx.write(path, text)).version)
    assert.deepEqual(versions, [1, 2, 3])
  },
  'ranges are those of the bytes, and outside of them INVALID_RANGE names the file': async (
    world,
  ) => {
    const { nx } = world
    const path = world.at('a')
    await world.putText('a', '0123456789')
    assert.equal(textOf(await nx.read(path, { start: 2, end: 5 })), '234')
    assert.equal(textOf(await nx.read(path, { start: 7 })), '789')
    assert.equal(textOf(await nx.read(path, { end: 3 })), '012')
    assert.equal(textOf(await nx.read(path, { start: 8, end: 99 })), '89')
    assert.equal(textOf(await nx.read(path, { start: 4, end: 4 })), '')
    const error = await rejectsWith('INVALID_RANGE', nx.read(path, { start: 10 }))
    assert.match(error.message, /10 bytes/)
    assert.equal(error.path, path)
    assert.equal(textOf(await collect(nx.readStream(path, { start: 2, end: 5 }))), '234')
  },
  'a large stream passes both ways in bounded memory': async (world) => {
    const { nx } = world
    const size = Math.max(1 << 20, Math.floor(LARGE * world.scale))
    const path = world.at('large')
    const result = await nx.write(path, chunksOf(size))
    assert.equal(result.size, size)
    let read = 0
    for await (const chunk of nx.readStream(path)) read += chunk.byteLength
    assert.equal(read, size)
    const slice = await nx.read(path, { start: size - 8 })
    assert.deepEqual(slice, patternBytes(CHUNK).subarray(CHUNK - 8))
  },
  'a stream that fails leaves nothing of the new and all of the old': async (world) => {
    const { nx } = world
    await world.put('old')
    for (const key of ['old', 'new', 'deep/new'])
      await assert.rejects(nx.write(world.at(key), failing()), /the source broke/)
    assert.deepEqual(await world.keys(), ['old'])
    assert.equal(await world.textOutside('old'), 'old')
    assert.deepEqual(await changes(world), [])
  },
  'nothing is NOT_FOUND, and names the path': async (world) => {
    const { nx } = world
    const path = world.at('none')
    for (const call of [() => nx.read(path), () => nx.stat(path), () => nx.delete(path)])
      assert.equal((await rejectsWith('NOT_FOUND', call())).path, path)
    await rejectsWith('NOT_FOUND', nx.rename(path, world.at('b')))
    await rejectsWith('NOT_FOUND', nx.copy(path, world.at('b')))
    await rejectsWith('NOT_FOUND', nx.tags.set(path, 'k', 'v'))
    assert.equal(await nx.exists(path), false)
    assert.deepEqual(await changes(world), [])
  },
  'a delete takes the object away, once': async (world) => {
    const { nx } = world
    await world.put('a', 'b')
    await nx.delete(world.at('a'))
    assert.deepEqual(await world.keys(), ['b'])
    await rejectsWith('NOT_FOUND', nx.delete(world.at('a')))
  },
  'append and edit change what is there': async (world) => {
    const { nx } = world
    await nx.append(world.at('log'), 'one\n')
    await nx.append(world.at('log'), 'two\n')
    assert.equal(await world.textOutside('log'), 'one\ntwo\n')
    await world.putText('log', 'other\n')
    await nx.append(world.at('log'), 'three\n')
    await nx.edit(world.at('log'), [{ old: 'other', new: 'another' }])
    assert.equal(await world.textOutside('log'), 'another\nthree\n')
  },
  'conditions are on the etag of the provider': async (world) => {
    const { nx } = world
    const path = world.at('a')
    const etag = await world.putText('a', 'first')
    await rejectsWith('ALREADY_EXISTS', nx.write(path, 'x', { ifNoneMatch: '*' }))
    const error = await rejectsWith('CONFLICT', nx.write(path, 'x', { ifMatch: 'other' }))
    assert.equal(error.etag, etag)
    const second = await nx.write(path, 'second', { ifMatch: etag })
    await rejectsWith('CONFLICT', nx.write(path, 'x', { ifMatch: etag }))
    await rejectsWith('CONFLICT', nx.delete(path, { ifMatch: etag }))
    await rejectsWith('CONFLICT', nx.write(world.at('none'), 'x', { ifMatch: etag }))
    await nx.delete(path, { ifMatch: second.etag })
    await nx.write(path, 'third', { ifNoneMatch: '*' })
    assert.equal(await world.textOutside('a'), 'third')
  },
  'metadata and tags lie in the store, and leave the object as it is': async (world) => {
    const { nx } = world
    const etag = await world.putText('a', 'x')
    await nx.metadata.set(world.at('a'), { author: 'me' })
    await nx.tags.set(world.at('a'), 'stage', 'draft')
    assert.deepEqual(await nx.metadata.get(world.at('a')), { author: 'me' })
    assert.deepEqual(await nx.tags.list(world.at('a')), { stage: 'draft' })
    assert.equal((await world.outside.head('a'))?.etag, etag)
    const found = await nx.tags.find({ key: 'stage' }).toArray()
    assert.deepEqual(
      found.map(({ path }) => path),
      [world.at('a')],
    )
    await nx.write(world.at('a'), 'y')
    assert.deepEqual(await nx.tags.list(world.at('a')), { stage: 'draft' })
  },
  'each change is one operation of the log': async (world) => {
    const { nx } = world
    await nx.write(world.at('a'), 'x')
    await nx.append(world.at('a'), 'y')
    await nx.mkdir(world.at('d'))
    await nx.rename(world.at('a'), world.at('d/b'))
    await nx.copy(world.at('d/b'), world.at('c'))
    await nx.delete(world.at('c'))
    await nx.rmdir(world.at('d'), { recursive: true })
    assert.deepEqual(await changes(world), [
      ['write', 'a'],
      ['append', 'a'],
      ['mkdir', 'd'],
      ['rename', 'a'],
      ['copy', 'd/b'],
      ['delete', 'c'],
      ['rmdir', 'd'],
    ])
  },
  'a restart forgets nothing that counts': async (world) => {
    const { opened } = world
    if (opened.reopen === undefined) return
    await world.nx.write(world.at('a'), 'x', { tags: { k: 'v' } })
    const before = await world.nx.stat(world.at('a'))
    world.nx = await opened.reopen()
    assert.deepEqual(await world.nx.stat(world.at('a')), before)
    assert.deepEqual(await world.nx.tags.list(world.at('a')), { k: 'v' })
    assert.equal((await world.nx.write(world.at('a'), 'y')).version, 2)
  },
}

const CHUNK = 1 << 18

async function* chunksOf(size: number): AsyncGenerator<Uint8Array> {
  const chunk = patternBytes(CHUNK)
  for (let at = 0; at < size; at += CHUNK) {
    const left = size - at
    yield left >= CHUNK ? chunk : chunk.subarray(CHUNK - left)
  }
}

async function* failing(): AsyncGenerator<Uint8Array> {
  yield patternBytes(100_000)
  throw new Error('the source broke')
}

/** Types and keys of what was logged below the mount, oldest first, without what merely notes what others did. */
async function changes(world: Parameters<MappedCases[string]>[0]): Promise<string[][]> {
  const rows = await world.nx.operations.list({ under: world.at('') }).toArray()
  return rows
    .filter(({ type, path }) => type !== 'observe' && type !== 'mount' && path !== world.at(''))
    .map(({ type, path }) => [type, path.slice(world.at('').length + 1)])
    .reverse()
}
