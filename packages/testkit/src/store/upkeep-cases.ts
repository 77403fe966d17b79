import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addressOf, condemn, object } from './collect-world.ts'
import { needs, type StoreCases } from './store-case.ts'
import { plain, present, rejectsWith } from './store-world.ts'

/** What keeps a store in order: its size, its soundness, and copies of it. */
export const upkeepCases: StoreCases = {
  'size counts bytes, and compact gives back what it can': async (world) => {
    await world.file('a', 'x'.repeat(50_000))
    const { bytes, reclaimable } = await world.store.size()
    assert.ok(bytes >= 0 && reclaimable >= 0 && reclaimable <= bytes)
    const given = await world.store.compact()
    assert.ok(Number.isSafeInteger(given) && given >= 0)
    assert.deepEqual(await world.names(), ['a'])
  },
  'a sound store has no problems': async (world) => {
    const { store } = world
    assert.deepEqual(await store.inspect(), [])
    const d = await world.directory('d')
    const file = await world.file('a', 'one', { parent: d.id })
    await world.file('a', 'two', { parent: d.id })
    await world.move(file.id, 'b')
    await world.remove(d.id)
    await condemn(world, await object(world, addressOf('gone')))
    assert.deepEqual(await store.inspect(), [])
  },
  'inspect and compact end when they are told to': async (world) => {
    await world.file('a')
    const signal = AbortSignal.abort()
    await rejectsWith('ABORTED', world.store.inspect({ signal }))
    await rejectsWith('ABORTED', world.store.compact({ signal }))
  },
  'a backup is a whole store of its own': needs('backup', async (world) => {
    const folder = await mkdtemp(join(tmpdir(), 'nexus-backup-'))
    try {
      const file = await world.file('a', 'one')
      await world.file('a', 'two')
      const steps: number[] = []
      const target = join(folder, 'backup.db')
      await world.store.backup?.(target, { onProgress: ({ done }) => steps.push(done) })
      await world.file('a', 'three')
      const copy = present(await world.opened.openBackup?.(target))
      try {
        const found = await copy.resolve('acme', ['a'])
        assert.equal(found.found?.node.version, 2)
        const { rows } = await copy.nodeHistory('acme', file.id, { limit: 5 })
        assert.deepEqual(plain(rows.at(-1)?.hash), file.hash)
        assert.deepEqual(await copy.inspect(), [])
        assert.ok(steps.length > 0)
      } finally {
        await copy.close()
      }
      await rejectsWith('ALREADY_EXISTS', world.store.backup?.(target) ?? Promise.resolve())
      await writeFile(join(folder, 'other'), 'text')
      const taken = world.store.backup?.(join(folder, 'other'))
      await rejectsWith('ALREADY_EXISTS', taken ?? Promise.resolve())
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }),
}
