import assert from 'node:assert/strict'
import type { Nexus } from '@nexusfs/core'
import type { FilesystemCases } from './filesystem-case.ts'
import { collect, rejectsWith } from './filesystem-world.ts'

/** A handle's end, its log, its hints and its hooks. */
export const lifeCases: FilesystemCases = {
  'every call on a closed handle is CLOSED, and closing twice is fine': async ({ nx }) => {
    await nx.write('/docs/a', 'x')
    const child = nx.as({ tenantId: 'acme' })
    await nx.close()
    await nx.close()
    for (const handle of [nx, child])
      for (const call of callsOn(handle)) await rejectsWith('CLOSED', call())
  },
  'closing a child closes the child alone': async ({ nx }) => {
    const child = nx.as({ tenantId: 'acme' })
    await child.close()
    await rejectsWith('CLOSED', child.read('/shared/acme/a'))
    await nx.write('/docs/a', 'x')
    assert.equal(await nx.readText('/docs/a'), 'x')
  },
  'close waits for accepted calls': {
    needs: 'reopen',
    async run({ nx, opened }) {
      const writes = Array.from({ length: 20 }, (_, index) =>
        nx.write(`/docs/${index}`, `${index}`),
      )
      await nx.close()
      await Promise.all(writes)
      const again = (await opened.reopen?.()) ?? assert.fail()
      assert.equal((await again.list('/docs').toArray()).length, 20)
    },
  },
  'each call is one operation of its type, newest first': async ({ nx }) => {
    await nx.write('/docs/a', 'one')
    await nx.append('/docs/a', ' two')
    await nx.edit('/docs/a', [{ old: 'one', new: '1' }])
    await nx.metadata.set('/docs/a', 'k', 1)
    await nx.tags.set('/docs/a', 'k', 'v')
    await nx.mkdir('/docs/dir')
    await nx.copy('/docs/a', '/docs/b')
    await nx.rename('/docs/b', '/docs/c')
    await nx.delete('/docs/c')
    await nx.rmdir('/docs/dir')
    const rows = await nx.operations.list().toArray()
    assert.deepEqual(rows.map(({ type }) => type).reverse(), [
      'write',
      'append',
      'edit',
      'metadata',
      'tag',
      'mkdir',
      'copy',
      'rename',
      'delete',
      'rmdir',
    ])
    const rename = rows.find(({ type }) => type === 'rename')
    assert.deepEqual([rename?.path, rename?.target], ['/docs/b', '/docs/c'])
    const deletes = await nx.operations.list({ types: ['delete', 'rmdir'], limit: 1 }).toArray()
    assert.deepEqual(
      deletes.map(({ type }) => type),
      ['rmdir'],
    )
  },
  'onChange hints at a change, until it is ended': async ({ nx }) => {
    let hints = 0
    const hinted = new Promise<void>((resolve) => {
      const end = nx.onChange(() => {
        hints += 1
        end()
        resolve()
      })
    })
    await nx.write('/docs/a', 'x')
    await hinted
    await nx.write('/docs/a', 'y')
    assert.equal(hints, 1)
  },
  'health is good, and mounts show the root': async ({ nx }) => {
    assert.equal((await nx.health()).ok, true)
    const mount = await nx.mounts.get('/docs/a')
    assert.deepEqual([mount.mountPoint, mount.layout, mount.readonly], ['/', 'cas', false])
  },
  'node:fs calls work on the same tree': async ({ nx }) => {
    await nx.fs.mkdir('/docs/dir', { recursive: true })
    await nx.fs.writeFile('/docs/dir/a', 'hello')
    assert.equal(await nx.readText('/docs/dir/a'), 'hello')
    assert.deepEqual(await nx.fs.readdir('/docs'), ['dir'])
    await assert.rejects(nx.fs.readFile('/docs/none'), { code: 'ENOENT' })
  },
}

function callsOn(nx: Nexus): readonly (() => Promise<unknown>)[] {
  return [
    () => nx.read('/docs/a'),
    () => collect(nx.readStream('/docs/a')),
    () => nx.write('/docs/a', 'x'),
    () => nx.writeBatch([{ path: '/docs/a', content: 'x' }]),
    () => nx.append('/docs/a', 'x'),
    () => nx.edit('/docs/a', [{ old: 'x', new: 'y' }]),
    () => nx.delete('/docs/a'),
    () => nx.list('/docs').toArray(),
    () => nx.tree('/docs').toArray(),
    () => nx.glob('**').toArray(),
    () => nx.grep('x').toArray(),
    () => nx.stat('/docs/a'),
    () => nx.exists('/docs/a'),
    () => nx.mkdir('/docs/b'),
    () => nx.rmdir('/docs/b'),
    () => nx.copy('/docs/a', '/docs/b'),
    () => nx.rename('/docs/a', '/docs/b'),
    () => nx.metadata.get('/docs/a'),
    () => nx.tags.set('/docs/a', 'k', 'v'),
    () => nx.versions.list('/docs/a').toArray(),
    () => nx.operations.list().toArray(),
    () => nx.mounts.list(),
    () => nx.health(),
  ]
}
