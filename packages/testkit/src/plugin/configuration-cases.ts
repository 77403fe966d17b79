import assert from 'node:assert/strict'
import { isNexusError, type OptionIssue } from '@nexusfs/core'
import { assertSchema } from './definition-cases.ts'
import type { PluginCases } from './plugin-case.ts'
import { PluginWorld } from './plugin-world.ts'

/** What people write into configurations by mistake. */
const NONSENSE: readonly unknown[] = [
  undefined,
  null,
  true,
  -1,
  Number.NaN,
  '',
  '\0',
  [],
  [[]],
  JSON.parse('{ "__proto__": { "a": 1 } }'),
  { constructor: null },
  { '': {} },
]

/** What a plugin says of configurations. */
export const configurationCases: PluginCases = {
  'its schema gives JSON Schema': ({ plugin }, { skip }) => {
    if (plugin.configSchema === undefined) return skip('the plugin takes no configuration')
    assertSchema(plugin.configSchema)
  },
  'its schema takes the configuration of the target': async (world) => {
    assert.deepEqual((await world.issues(world.config)).map(textOf), [])
  },
  'its schema answers nonsense with problems, and never throws': async (world) => {
    for (const value of NONSENSE) for (const issue of await world.issues(value)) assertIssue(issue)
  },
  'its schema names a member that it does not know': async (world, { skip }) => {
    if (world.plugin.configSchema === undefined) return skip('the plugin takes no configuration')
    const issues = await world.issues({ ...Object(world.config), 'no-such-member': 1 })
    assert.ok(
      issues.some((issue) => textOf(issue).includes('no-such-member')),
      'an unknown member is a problem that names it: use a strict object',
    )
  },
  'its schema refuses what it must': async (world, { skip }) => {
    const refused = Object.entries(world.target.refuses ?? {})
    if (refused.length === 0) return skip('the target names no configuration to refuse')
    for (const [what, config] of refused) {
      const issues = await world.issues(config)
      assert.ok(issues.length > 0, `${what} is refused`)
      for (const issue of issues) {
        assertIssue(issue)
        world.assertNoSecret(textOf(issue))
      }
    }
  },
  'a configuration that is refused keeps the handle from opening': async (
    { target, plugin },
    { skip },
  ) => {
    const [refused] = Object.values(target.refuses ?? {})
    if (refused === undefined) return skip('the target names no configuration to refuse')
    const world = new PluginWorld(target, refused)
    const error: unknown = await world.open().then(
      () => assert.fail('the handle opened'),
      (thrown: unknown) => thrown,
    )
    assert.ok(isNexusError(error, 'CONFIG_INVALID'), String(error))
    assert.ok(error.message.includes(plugin.name), 'the plugin is named')
    world.assertNoSecret(error.message)
  },
}

function textOf({ message, path = [] }: OptionIssue): string {
  const parts = path.map((part) => String(typeof part === 'object' ? part.key : part))
  return `${parts.join('.')}: ${message}`
}

function assertIssue({ message }: OptionIssue): void {
  assert.ok(typeof message === 'string' && message !== '', 'a problem has a message')
}
