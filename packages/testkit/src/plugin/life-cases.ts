import assert from 'node:assert/strict'
import type { PluginCases } from './plugin-case.ts'
import { outcomeOf, PluginWorld } from './plugin-world.ts'

/** How a plugin begins and ends. */
export const lifeCases: PluginCases = {
  'it starts with a handle, which shows it with its hooks': async (world) => {
    const nexus = await world.open()
    const { name, version, description, hooks = {} } = world.plugin
    const [running] = await nexus.plugins.list()
    assert.equal(running?.name, name)
    assert.equal(running.version, version)
    assert.equal(running.description, description)
    const declared = Object.entries(hooks).flatMap(([hook, run]) => (run ? [hook] : []))
    assert.deepEqual(running.hooks.toSorted(), declared.toSorted())
  },
  'it stops with the handle, also when this is closed twice and nothing was done': async (
    world,
  ) => {
    const nexus = await world.open()
    await Promise.all([nexus.close(), nexus.close()])
    world.assertNoFailure()
  },
  'it starts again after it was stopped': async (world) => {
    for (let round = 0; round < 3; round++) {
      const nexus = await world.open()
      await outcomeOf(nexus.write('/docs/a', `${round}`))
      await nexus.close()
    }
    world.assertNoFailure()
  },
  'two handles in one process do not disturb each other': async (world) => {
    const other = await world.target.create?.()
    const second = new PluginWorld(world.target, other?.config ?? {})
    try {
      const [first, last] = await Promise.all([world.open(), second.open()])
      await outcomeOf(first.write('/docs/a', 'first'))
      await first.close()
      await outcomeOf(last.write('/docs/a', 'last'))
      assert.equal((await last.plugins.list())[0]?.name, world.plugin.name)
      world.assertNoFailure()
      second.assertNoFailure()
    } finally {
      await second.close()
      await other?.close?.()
    }
    second.assertNoFailure()
  },
  'it can be stopped while calls are under way': async (world) => {
    const nexus = await world.open()
    const writes = Array.from({ length: 10 }, (_, index) => nexus.write(`/docs/${index}`, 'x'))
    const outcomes = Promise.allSettled(writes)
    await nexus.close()
    await outcomes
    world.assertNoFailure()
  },
}
