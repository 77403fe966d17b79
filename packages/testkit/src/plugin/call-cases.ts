import assert from 'node:assert/strict'
import { isNexusError, type Nexus } from '@nexusfs/core'
import type { PluginCases } from './plugin-case.ts'
import { outcomeOf, type PluginWorld } from './plugin-world.ts'

/** What there is before the plugin begins. */
const TREE = { '/docs/a': 'one', '/docs/dir/x': 'x' }

type Call = (nexus: Nexus) => Promise<unknown>

/** Every call that fires hooks. */
const CALLS: Readonly<Record<string, Call>> = {
  write: (nx) => nx.write('/docs/b', 'x'),
  'write of a stream': (nx) => nx.write('/docs/b', new Blob(['stream']).stream()),
  'write over a file': (nx) => nx.write('/docs/a', 'two'),
  writeBatch: (nx) =>
    nx.writeBatch(['b', 'c'].map((name) => ({ path: `/docs/${name}`, content: name }))),
  append: (nx) => nx.append('/docs/a', 'x'),
  edit: (nx) => nx.edit('/docs/a', [{ old: 'one', new: '1' }]),
  read: (nx) => nx.read('/docs/a'),
  readText: (nx) => nx.readText('/docs/a'),
  delete: (nx) => nx.delete('/docs/a'),
  mkdir: (nx) => nx.mkdir('/docs/new'),
  rmdir: (nx) => nx.rmdir('/docs/dir', { recursive: true }),
  copy: (nx) => nx.copy('/docs/a', '/docs/b'),
  rename: (nx) => nx.rename('/docs/a', '/docs/b'),
}

/** Content of every kind. */
const CONTENTS: Readonly<Record<string, string | Uint8Array>> = {
  empty: '',
  binary: Uint8Array.from({ length: 512 }, (_, index) => index % 256),
  'not UTF-8': Uint8Array.of(0xff, 0xfe, 0xc3, 0x28),
  'a long line': 'x'.repeat(1 << 20),
  JSON: '{"__proto__":null}',
}

/** Names that are fine in a tree and hard on text that is put together. */
const NAMES = [
  'with space',
  'with "quotes" and \'more\'',
  '$(echo x)',
  '%2e%2e',
  '100%',
  '-rf',
  '名前.md',
  'e\u0301',
  '🙂',
  '*.md',
  '{a,b}',
  '[(',
  'constructor',
]

/** What a plugin does to calls: it lets each of them pass, or vetoes it with a reason. */
export const callCases: PluginCases = {
  ...Object.fromEntries(
    Object.entries(CALLS).map(([name, call]) => [
      `${name} is done, or VETOED with a reason`,
      async (world: PluginWorld) => {
        const nexus = await world.open(TREE)
        await outcomeOf(call(nexus))
        await nexus.close()
        world.assertNoFailure()
      },
    ]),
  ),
  'content of every kind is taken as it is, replaced, or VETOED': async (world) => {
    const nexus = await world.open()
    for (const [kind, content] of Object.entries(CONTENTS)) {
      const path = `/docs/${kind}`
      if ((await outcomeOf(nexus.write(path, content))) === 'vetoed') continue
      assert.equal(await nexus.exists(path), true, kind)
      await outcomeOf(nexus.read(path))
    }
    world.assertNoFailure()
  },
  'names of every kind are taken, or VETOED': async (world) => {
    const nexus = await world.open()
    for (const name of NAMES) await outcomeOf(nexus.write(`/docs/${name}`, name))
    world.assertNoFailure()
  },
  'a vetoed call changes nothing': async (world) => {
    for (const call of Object.values(CALLS)) {
      const nexus = await world.open(TREE)
      const before = await stateOf(nexus)
      if ((await outcomeOf(call(nexus))) === 'vetoed')
        assert.deepEqual(await stateOf(nexus), before)
      await nexus.close()
    }
  },
  'twenty calls at once do not disturb each other': async (world) => {
    const nexus = await world.open()
    const calls = Array.from({ length: 20 }, (_, index) =>
      outcomeOf(nexus.write(`/docs/${index}`, `${index}`)),
    )
    await Promise.all(calls)
    world.assertNoFailure()
  },
  'it serves tenants, agents and users': async (world) => {
    const nexus = await world.open()
    for (const tenantId of ['acme', 'globex']) {
      const agent = nexus.as({ tenantId, agentId: 'one', userId: 'ann', run: 'r1' })
      await outcomeOf(agent.write(`/workspace/${tenantId}/one/a`, tenantId))
    }
    world.assertNoFailure()
  },
  'a call that is aborted is ABORTED, or VETOED': async (world) => {
    const nexus = await world.open()
    const signal = AbortSignal.abort()
    await nexus.write('/docs/a', 'x', { signal }).then(
      () => assert.fail('the call was made'),
      (error: unknown) =>
        assert.ok(isNexusError(error) && ['ABORTED', 'VETOED'].includes(error.code), String(error)),
    )
    world.assertNoFailure()
  },
  'history goes on: undo and restore': async (world) => {
    const nexus = await world.open(TREE)
    if ((await outcomeOf(nexus.write('/docs/a', 'two'))) === 'done') {
      await nexus.undo({ last: 1 })
    }
    world.assertNoFailure()
  },
  'log lines and vetoes show no secret': async (world) => {
    for (const call of Object.values(CALLS)) {
      const nexus = await world.open(TREE)
      await call(nexus).catch((error: unknown) => world.assertNoSecret(String(error)))
      await nexus.close()
    }
    world.assertNoSecret(world.lines.join('\n'))
  },
}

async function stateOf(nexus: Nexus): Promise<readonly string[]> {
  const entries = await nexus.list('/docs', { recursive: false }).toArray()
  return entries.map(({ path, etag, version }) => `${path} ${etag} ${version}`)
}
