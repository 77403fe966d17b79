import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { type BackendCases, needs } from './backend-case.ts'
import type { BackendWorld } from './backend-world.ts'

/** What is learned of the endpoint at hand, without a trace. Where a backend has no probe, nothing happens. */
export const probeCases: BackendCases = {
  'a probe leaves nothing behind, and what was there as it was': async (world) => {
    await world.put('there', 'x')
    await world.bucket.probe({ readonly: false })
    assert.deepEqual(await world.names(), ['there'])
    assert.equal(await world.text('there'), 'x')
  },
  'a probe leaves no upload behind': needs(['admin', 'multipart'], async (world) => {
    await world.bucket.probe({ readonly: false })
    assert.deepEqual(await world.bucket.admin?.listUploads(), [])
  }),
  'a probe that only reads writes nothing, not even for a moment': async (world) => {
    await world.put('there', 'x')
    const seen = await namesDuring(world, world.bucket.probe({ readonly: true }))
    assert.deepEqual(seen, new Set(['there']))
  },
  'after a probe the capabilities are probed, and hold': async (world) => {
    await world.bucket.probe({ readonly: false })
    const { capabilities, driver } = world.bucket
    if (driver.probe !== undefined) assert.equal(capabilities.origin, 'probed')
    assert.equal(driver.listVersions !== undefined, capabilities.versions)
    const { versionId } = await world.put('a', 'x')
    assert.equal(versionId !== undefined, capabilities.versions)
  },
  'probes at once, and again, are fine': async (world) => {
    await Promise.all([
      world.bucket.probe({ readonly: false }),
      world.bucket.probe({ readonly: false }),
    ])
    await world.bucket.probe({ readonly: true })
    await world.assertEmpty()
  },
}

async function namesDuring(world: BackendWorld, call: Promise<void>): Promise<Set<string>> {
  const seen = new Set<string>()
  let running = true
  const look = async () => {
    do {
      for (const name of await world.names()) seen.add(name)
      await setImmediate()
    } while (running)
  }
  const looking = look()
  try {
    await call
  } finally {
    running = false
  }
  await looking
  return seen
}
