import { describe, expect, test } from 'vitest'
import { openNexus, rejection } from './world.ts'

describe('the log', () => {
  test('of a path that was made and deleted over and over is whole, page by page', async () => {
    const { nx } = await openNexus()
    for (let round = 0; round < 230; round++) {
      await nx.write('/d/a', `${round}`)
      await nx.rename('/d/a', `/d/old-${round}`)
    }
    const all = await nx.operations.list({ path: '/d/a' }).toArray()
    expect(all.map(({ type }) => type)).toEqual(
      Array.from({ length: 460 }, (_, index) => (index % 2 === 0 ? 'rename' : 'write')),
    )
    const pages: string[] = []
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = nx.operations.list({ path: '/d/a', limit: 33, cursor })
      pages.push(...(await page.toArray()).map(({ id }) => id))
      cursor = page.cursor
    }
    expect(pages).toEqual(all.map(({ id }) => id))
  })

  test('names the undo that took an operation back, while that one stands', async () => {
    const { nx } = await openNexus()
    const { operationId } = await nx.write('/a', 'x')
    const undo = (await nx.undo(operationId)).operationId as string
    expect((await nx.operations.get(operationId)).undoneBy).toBe(undo)
    const feed = nx.operations.follow({ cursor: '' })[Symbol.asyncIterator]()
    expect((await feed.next()).value.undoneBy).toBe(undo)
    await feed.return?.(undefined)
    const redo = (await nx.undo(undo)).operationId
    const rows = await nx.operations.list().toArray()
    expect(rows.map(({ id, undoneBy }) => [id, undoneBy])).toEqual([
      [redo, undefined],
      [undo, redo],
      [operationId, undefined],
    ])
  })

  test('tells a thousand changes of an operation, and that there were more', async () => {
    const { nx } = await openNexus()
    await nx.writeBatch(
      Array.from({ length: 1500 }, (_, index) => ({ path: `/d/${index}`, content: '' })),
    )
    const { operationId } = await nx.rmdir('/d', { recursive: true })
    const { changes, truncated } = await nx.operations.get(operationId)
    expect([changes.length, truncated]).toEqual([1000, true])
    const paths = changes.map(({ path }) => path)
    expect(paths).toEqual(paths.toSorted())
    const undo = (await nx.undo(operationId)).operationId as string
    const undone = await nx.operations.get(undo)
    expect([undone.changes.length, undone.truncated]).toEqual([1000, true])
    expect(new Set(undone.changes.map(({ change }) => change))).toEqual(new Set(['added']))
  })

  test('says that an operation older than the history cannot be undone', async () => {
    const { nx, store } = await openNexus()
    const { operationId } = await nx.write('/a', 'x')
    expect((await nx.operations.get(operationId)).undoable).toBe(true)
    const value = { sequence: await store.settled() }
    await store.commit({
      space: 'default',
      operations: [],
      mutations: [{ kind: 'record', action: 'put', collection: 'horizon', key: 'default', value }],
    })
    expect((await nx.operations.get(operationId)).undoable).toBe(false)
  })

  test('says of an operation exactly whether undo takes it back, also where a snapshot holds what was before', async () => {
    const settings = { retention: 0, gcGrace: 0, gcDelay: 0, gc: 'manual' } as const
    const { nx } = await openNexus(settings)
    const ids = [(await nx.write('/d/a', 'one')).operationId]
    ids.push((await nx.snapshots.create('/d', { name: 'kept' })).operationId ?? '')
    ids.push((await nx.write('/d/a', 'two')).operationId)
    ids.push((await nx.delete('/d/a')).operationId)
    await nx.content.gc({ apply: true })
    ids.push((await nx.write('/d/b', 'three')).operationId)
    const seen: boolean[] = []
    for (const id of ids.reverse()) {
      const { undoable } = await nx.operations.get(id)
      const undone = await nx.undo(id, { dryRun: true }).then(
        () => true,
        () => false,
      )
      expect([id, undoable]).toEqual([id, undone])
      seen.push(undoable)
    }
    expect(seen).toEqual([true, false, false, false, false])
  })

  test('shows administrators what a tenant did, in its own space and in the one that all share', async () => {
    const { nx } = await openNexus({ isAdmin: true })
    const [acme, globex] = ['acme', 'globex'].map((tenantId) => nx.as({ tenantId, isAdmin: false }))
    await acme?.write('/shared/acme/a', '')
    await globex?.write('/external/b', '')
    await acme?.write('/external/c', '')
    const list = async (filter: object, by = nx) =>
      (await by.operations.list(filter).toArray()).map(({ path }) => path)
    expect(await list({ tenant: 'acme' })).toEqual(['/external/c', '/shared/acme/a'])
    const page = nx.operations.list({ tenant: 'acme', limit: 1 })
    await page.toArray()
    expect(await list({ tenant: 'acme', cursor: page.cursor })).toEqual(['/shared/acme/a'])
    expect(await list({ path: '/external/b' }, acme)).toEqual(['/external/b'])
    expect(await list({ path: '/external/b', tenant: 'globex' }, acme)).toEqual([])
    expect(await list({ under: '/external', tenant: 'acme' }, acme)).toEqual(['/external/c'])
    const [row] = (await nx.operations.list({ path: '/shared/acme/a' }).toArray()) ?? []
    expect((await nx.operations.get(row?.id ?? '')).tenant).toBe('acme')
    await rejection(globex?.operations.get(row?.id ?? '') as Promise<unknown>, 'NOT_FOUND')
  })

  test('does not tell by a filter who of another tenant it was', async () => {
    const { nx } = await openNexus({ isAdmin: true })
    const acme = nx.as({ tenantId: 'acme', agentId: 'spy', run: 'secret', isAdmin: false })
    const globex = nx.as({ tenantId: 'globex', isAdmin: false })
    await acme.write('/external/a', '')
    for (const filter of [{ agent: 'spy' }, { run: 'secret' }, { tenant: 'acme' }])
      expect(await globex.operations.list({ under: '/external', ...filter }).toArray()).toEqual([])
    expect(await globex.operations.list({ under: '/external' }).toArray()).toHaveLength(1)
  })
})
