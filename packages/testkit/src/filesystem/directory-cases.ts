import assert from 'node:assert/strict'
import type { ErrorCode, TransferOptions } from '@nexusfs/core'
import { eachCase, type FilesystemCases } from './filesystem-case.ts'

type MkdirRow = readonly [path: string, parents: boolean, existOk: boolean, code?: ErrorCode]

/** In a tree with the file `/docs/file` and the directory `/docs/dir`. */
const MKDIR: readonly MkdirRow[] = [
  ['/docs/new', false, false],
  ['/docs/new', true, true],
  ['/docs/dir', false, false, 'ALREADY_EXISTS'],
  ['/docs/dir', true, false, 'ALREADY_EXISTS'],
  ['/docs/dir', false, true],
  ['/docs/file', false, true, 'NOT_A_DIRECTORY'],
  ['/docs/no/deep', false, false, 'NOT_FOUND'],
  ['/docs/no/deep', false, true, 'NOT_FOUND'],
  ['/docs/no/deep', true, false],
  ['/docs/file/x', false, false, 'NOT_A_DIRECTORY'],
  ['/docs/file/x', true, true, 'NOT_A_DIRECTORY'],
]

type RmdirRow = readonly [path: string, recursive: boolean, code?: ErrorCode]

const RMDIR: readonly RmdirRow[] = [
  ['/docs/empty', false],
  ['/docs/empty', true],
  ['/docs/dir', false, 'NOT_EMPTY'],
  ['/docs/dir', true],
  ['/docs/none', false, 'NOT_FOUND'],
  ['/docs/none', true, 'NOT_FOUND'],
  ['/docs/file', false, 'NOT_A_DIRECTORY'],
  ['/docs/file', true, 'NOT_A_DIRECTORY'],
]

type TransferRow = readonly [from: string, to: string, overwrite: boolean, code?: ErrorCode]

/** In a tree with the files `/docs/file`, `/docs/other` and `/docs/dir/x`, and the directory `/docs/empty`. */
const TRANSFERS: readonly TransferRow[] = [
  ['/docs/file', '/docs/new', false],
  ['/docs/file', '/docs/no/deep/new', false],
  ['/docs/file', '/docs/other', false, 'ALREADY_EXISTS'],
  ['/docs/file', '/docs/other', true],
  ['/docs/file', '/docs/dir', false, 'IS_A_DIRECTORY'],
  ['/docs/file', '/docs/empty', true, 'IS_A_DIRECTORY'],
  ['/docs/dir', '/docs/other', true, 'ALREADY_EXISTS'],
  ['/docs/file', '/docs/other/x', true, 'NOT_A_DIRECTORY'],
  ['/docs/dir', '/docs/new', false],
  ['/docs/dir', '/docs/other', false, 'ALREADY_EXISTS'],
  ['/docs/dir', '/docs/empty', false, 'ALREADY_EXISTS'],
  ['/docs/dir', '/docs/dir/inside', false, 'INVALID_ARGUMENT'],
  ['/docs/dir', '/docs/dir/inside', true, 'INVALID_ARGUMENT'],
  ['/docs/none', '/docs/new', false, 'NOT_FOUND'],
  ['/docs/none', '/docs/other', true, 'NOT_FOUND'],
]

/** mkdir, rmdir, copy and rename. */
export const directoryCases: FilesystemCases = {
  ...eachCase(
    MKDIR,
    ([path, parents, existOk, code]) =>
      `mkdir ${path} parents: ${parents} existOk: ${existOk} gives ${code ?? 'a directory'}`,
    async (world, [path, parents, existOk, code]) => {
      await world.files('/docs/file', '/docs/dir/x')
      const call = () => world.nx.mkdir(path, { parents, existOk })
      if (code !== undefined) await world.refused(code, call)
      else {
        assert.equal((await call()).path, path)
        assert.equal(await world.nx.isDirectory(path), true)
      }
      assert.deepEqual(await world.paths(), ['/docs/dir/x', '/docs/file'])
    },
  ),
  ...eachCase(
    RMDIR,
    ([path, recursive, code]) => `rmdir ${path} recursive: ${recursive} gives ${code ?? 'nothing'}`,
    async (world, [path, recursive, code]) => {
      await world.files('/docs/file', '/docs/dir/sub/x')
      await world.nx.mkdir('/docs/empty')
      const call = () => world.nx.rmdir(path, { recursive })
      const before = await world.operations()
      if (code !== undefined) await world.refused(code, call)
      else {
        await call()
        assert.equal(await world.operations(), before + 1)
        assert.equal(await world.nx.exists(path), false)
      }
      const gone = path === '/docs/dir' && recursive
      assert.deepEqual(
        await world.paths(),
        gone ? ['/docs/file'] : ['/docs/dir/sub/x', '/docs/file'],
      )
    },
  ),
  ...eachCase(
    TRANSFERS.flatMap((row) => [['copy', row] as const, ['rename', row] as const]),
    ([call, [from, to, overwrite, code]]) =>
      `${call} ${from} to ${to}${overwrite ? ' overwriting' : ''} gives ${code ?? 'it there'}`,
    async (world, [call, [from, to, overwrite, code]]) => {
      const { nx } = world
      await world.files('/docs/file', '/docs/other', '/docs/dir/x')
      await nx.mkdir('/docs/empty')
      const options: TransferOptions = { overwrite }
      if (code !== undefined) {
        await world.refused(code, () => nx[call](from, to, options))
        assert.deepEqual(await world.paths(), ['/docs/dir/x', '/docs/file', '/docs/other'])
        assert.equal(await nx.readText('/docs/other'), '/docs/other')
        return
      }
      const before = await world.operations()
      const result = await nx[call](from, to, options)
      assert.deepEqual([result.path, result.target], [from, to])
      assert.equal(await world.operations(), before + 1)
      const [old, moved] = from === '/docs/dir' ? [`${from}/x`, `${to}/x`] : [from, to]
      assert.equal(await nx.readText(moved), old)
      assert.equal(await nx.exists(from), call === 'copy')
    },
  ),
  'rename onto itself changes nothing': async (world) => {
    const { nx } = world
    await world.files('/docs/a', '/docs/dir/x')
    for (const path of ['/docs/a', '/docs/dir'])
      for (const overwrite of [false, true])
        await nx.rename(path, path, { overwrite }).catch((error) => {
          assert.match(error.code, /^(ALREADY_EXISTS|INVALID_ARGUMENT)$/)
        })
    assert.deepEqual(await world.paths(), ['/docs/a', '/docs/dir/x'])
    assert.equal(await nx.readText('/docs/a'), '/docs/a')
    assert.equal((await nx.versions.list('/docs/a').toArray()).length, 1)
  },
  'rename keeps id, versions, metadata and tags': async ({ nx }) => {
    await nx.write('/docs/a', 'one', { metadata: { author: 'me' } })
    await nx.write('/docs/a', 'two')
    await nx.tags.set('/docs/a', 'stage', 'draft')
    const { id } = await nx.stat('/docs/a')
    await nx.rename('/docs/a', '/docs/dir/b')
    const moved = await nx.stat('/docs/dir/b')
    assert.deepEqual([moved.id, moved.version], [id, 2])
    assert.equal((await nx.versions.list('/docs/dir/b').toArray()).length, 2)
    assert.deepEqual(await nx.metadata.get('/docs/dir/b'), { author: 'me' })
    assert.deepEqual(await nx.tags.list('/docs/dir/b'), { stage: 'draft' })
    assert.equal((await nx.write('/docs/dir/b', 'three')).version, 3)
  },
  'rename of a directory moves everything in it, ids and all': async (world) => {
    const { nx } = world
    await world.files('/docs/dir/a', '/docs/dir/deep/er/b')
    await nx.metadata.set('/docs/dir', 'kept', true)
    const { id } = await nx.stat('/docs/dir/deep/er/b')
    await nx.rename('/docs/dir', '/docs/new/place')
    assert.deepEqual(await world.paths(), ['/docs/new/place/a', '/docs/new/place/deep/er/b'])
    assert.equal((await nx.stat('/docs/new/place/deep/er/b')).id, id)
    assert.deepEqual(await nx.metadata.get('/docs/new/place'), { kept: true })
    assert.equal(await nx.exists('/docs/dir'), false)
  },
  'rename to a name that was deleted before': async (world) => {
    await world.files('/docs/a', '/docs/b')
    await world.nx.delete('/docs/b')
    await world.nx.rename('/docs/a', '/docs/b')
    assert.equal(await world.nx.readText('/docs/b'), '/docs/a')
  },
  'copy shares content, takes metadata and tags, but neither id nor versions': async ({ nx }) => {
    await nx.write('/docs/a', 'one')
    const { etag } = await nx.write('/docs/a', 'two', {
      metadata: { author: 'me' },
      tags: { stage: 'draft' },
    })
    await nx.copy('/docs/a', '/docs/b')
    const [source, copy] = [await nx.stat('/docs/a'), await nx.stat('/docs/b')]
    assert.deepEqual([copy.etag, copy.version, copy.refCount], [etag, 1, 2])
    assert.notEqual(copy.id, source.id)
    assert.deepEqual(await nx.metadata.get('/docs/b'), { author: 'me' })
    assert.deepEqual(await nx.tags.list('/docs/b'), { stage: 'draft' })
    await nx.write('/docs/b', 'changed')
    assert.equal(await nx.readText('/docs/a'), 'two')
  },
  'copy of a directory copies everything in it': async (world) => {
    const { nx } = world
    await world.files('/docs/dir/a', '/docs/dir/deep/b')
    await nx.mkdir('/docs/dir/empty')
    const { count } = await nx.copy('/docs/dir', '/docs/copy')
    assert.deepEqual(await world.paths('/docs/copy'), ['/docs/copy/a', '/docs/copy/deep/b'])
    assert.equal(await nx.isDirectory('/docs/copy/empty'), true)
    assert.equal(count, 5)
    await nx.rmdir('/docs/dir', { recursive: true })
    assert.equal(await nx.readText('/docs/copy/deep/b'), '/docs/dir/deep/b')
  },
  'an overwriting rename ends the file that was there': async ({ nx }) => {
    await nx.write('/docs/a', 'new', { tags: { of: 'a' } })
    await nx.write('/docs/b', 'old', { tags: { of: 'b' } })
    await nx.rename('/docs/a', '/docs/b', { overwrite: true })
    assert.equal(await nx.readText('/docs/b'), 'new')
    assert.deepEqual(await nx.tags.list('/docs/b'), { of: 'a' })
  },
}
