import assert from 'node:assert/strict'
import { isNexusError } from '@nexusfs/core'
import type { FilesystemCases } from './filesystem-case.ts'

const WRITERS = 8

/** Callers at the same time. */
export const raceCases: FilesystemCases = {
  'create-if-absent by 8 writers has one winner': async ({ nx }) => {
    const results = await Promise.allSettled(
      writers((index) => nx.write('/docs/a', `writer ${index}`, { ifNoneMatch: '*' })),
    )
    const won = results.flatMap((result, index) => (result.status === 'fulfilled' ? [index] : []))
    assert.equal(won.length, 1)
    assert.equal(await nx.readText('/docs/a'), `writer ${won[0]}`)
    for (const result of results)
      if (result.status === 'rejected') assert.ok(isNexusError(result.reason, 'ALREADY_EXISTS'))
  },
  'compare-and-set by 8 writers has one winner a round': async ({ nx }) => {
    let { etag } = await nx.write('/docs/a', 'start')
    for (let round = 0; round < 4; round++) {
      const ifMatch = etag
      const results = await Promise.allSettled(
        writers((index) => nx.write('/docs/a', `${round} ${index}`, { ifMatch })),
      )
      assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
      etag = (await nx.stat('/docs/a')).etag ?? ''
    }
  },
  'unconditional writers all win, each with its own version': async ({ nx }) => {
    const results = await Promise.all(writers((index) => nx.write('/docs/a', `writer ${index}`)))
    assert.deepEqual(
      results.map(({ version }) => version).sort((a, b) => a - b),
      writers((index) => index + 1),
    )
    const last = results.find(({ version }) => version === WRITERS)
    assert.equal((await nx.stat('/docs/a')).etag, last?.etag)
  },
  'appends and edits of 8 writers are all there': async ({ nx }) => {
    await nx.write('/docs/a', '')
    await Promise.all(writers((index) => nx.append('/docs/a', `line ${index}\n`)))
    const lines = (await nx.readText('/docs/a')).split('\n').slice(0, -1)
    assert.deepEqual(
      lines.sort(),
      writers((index) => `line ${index}`),
    )
    await Promise.all(
      writers((index) => nx.edit('/docs/a', [{ old: `line ${index}\n`, new: `done ${index}\n` }])),
    )
    const edited = (await nx.readText('/docs/a')).split('\n').slice(0, -1)
    assert.deepEqual(
      edited.sort(),
      writers((index) => `done ${index}`),
    )
  },
  'the same content by 8 writers is counted right': async ({ nx }) => {
    const content = 'the same content '.repeat(10_000)
    await Promise.all(writers((index) => nx.write(`/docs/${index}`, content)))
    assert.equal((await nx.stat('/docs/0')).refCount, WRITERS)
    await Promise.all(writers((index) => nx.delete(`/docs/${index}`)))
    await nx.write('/docs/again', content)
    assert.equal((await nx.stat('/docs/again')).refCount, 1)
    assert.equal(await nx.readText('/docs/again'), content)
  },
  'a directory removed while files are made in it leaves no orphan': async (world) => {
    const { nx } = world
    for (let round = 0; round < 8; round++) {
      await nx.mkdir('/docs/dir', { parents: true, existOk: true })
      const writes = writers((index) => nx.write(`/docs/dir/${index}`, 'x'))
      const removal = nx.rmdir('/docs/dir').then(
        () => undefined,
        (error) => assert.match(error.code, /^(NOT_EMPTY|NOT_FOUND)$/),
      )
      await Promise.all([...writes, removal])
      assert.equal((await world.paths()).length, WRITERS)
      await nx.rmdir('/docs/dir', { recursive: true })
      assert.deepEqual(await world.paths('/'), [])
    }
  },
  'two directory moves cannot form a loop': async (world) => {
    const { nx } = world
    for (let round = 0; round < 8; round++) {
      await world.files('/docs/a/x', '/docs/b/y')
      const moves = await Promise.allSettled([
        nx.rename('/docs/a', '/docs/b/a'),
        nx.rename('/docs/b', '/docs/a/b'),
      ])
      assert.ok(moves.some(({ status }) => status === 'fulfilled'))
      const paths = await world.paths()
      assert.equal(paths.length, 2, paths.join(' '))
      for (const path of paths) assert.ok(await nx.read(path))
      await nx.rmdir('/docs', { recursive: true })
    }
  },
  'readers see the old or the new content, never a mixture': async ({ nx }) => {
    const texts = writers((index) => String(index).repeat(200_000))
    await nx.write('/docs/a', texts[0] ?? '')
    const [, ...reads] = await Promise.all([
      Promise.all(texts.map((text) => nx.write('/docs/a', text))),
      ...writers(() => nx.readText('/docs/a')),
    ])
    for (const read of reads) assert.ok(texts.includes(read))
  },
}

function writers<Result>(run: (index: number) => Result): Result[] {
  return Array.from({ length: WRITERS }, (_, index) => run(index))
}
