import { createMemoryBackend, createMemoryStore, createNexus, type Nexus } from '@nexusfs/core'
import { expect, test } from 'vitest'

async function withNexus(check: (nx: Nexus) => Promise<void>): Promise<void> {
  const nx = await createNexus({ store: createMemoryStore(), backend: createMemoryBackend() })
  try {
    await check(nx)
  } finally {
    await nx.close()
  }
}

test('an undo whose redo was undone can be undone again', () =>
  withNexus(async (nx) => {
    const { operationId } = await nx.write('/docs/a', 'one')
    const undo = (await nx.undo(operationId)).operationId ?? ''
    for (let time = 0; time < 3; time++) {
      const redo = await nx.undo(undo)
      expect(await nx.readText('/docs/a')).toBe('one')
      await nx.undo(redo.operationId ?? '')
      expect(await nx.exists('/docs/a')).toBe(false)
    }
    await nx.undo(undo)
    expect((await nx.undo(operationId)).undone).toHaveLength(1)
  }))

test.each(['/docs', '/docs/x', '/docs/x/y'])(
  'a write is undone though %s, which it made on the way, was tagged since; that stays',
  (tagged) =>
    withNexus(async (nx) => {
      const { operationId } = await nx.write('/docs/x/y/a', 'one')
      await nx.tags.set(tagged, 'k', 'v')
      await nx.undo(operationId)
      expect(await nx.exists('/docs/x/y/a')).toBe(false)
      expect(await nx.tags.list(tagged)).toEqual({ k: 'v' })
      for (const path of ['/docs', '/docs/x', '/docs/x/y'])
        expect([path, await nx.exists(path)]).toEqual([path, path.length <= tagged.length])
    }),
)

test('restoring the root is one of the last operations, unless it changed nothing', () =>
  withNexus(async (nx) => {
    const { operationId } = await nx.write('/docs/a', 'one')
    await nx.write('/docs/b', 'two')
    const restore = await nx.restore('/', { at: operationId })
    await nx.restore('/', { at: operationId })
    const { undone } = await nx.undo({ last: 1 })
    expect(undone.map(({ id }) => id)).toEqual([restore.operationId])
    expect(await nx.readText('/docs/b')).toBe('two')
  }))
