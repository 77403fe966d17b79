import type { PluginTools } from '../hooks/index.ts'
import type { Principal } from '../spec/index.ts'
import type { Engine } from './engine.ts'
import { createHandle } from './handle.ts'
import type { PathLocks } from './path-locks.ts'
import { changesFor, heldTo, newestChange } from './plugin-changes.ts'
import { createPluginRecords } from './plugin-records.ts'
import { Session } from './session.ts'
import type { PluginContext } from './types.ts'

/**
 * What a plugin gets of the engine: a handle for its own principal, and what lies beside it. An agent has its tenant, which
 * a plugin has not: no agent can be named `plugin:<name>`, but a user can, so that what a plugin does shows who it was.
 */
export function pluginTools(
  engine: Engine,
  { tenant, groups, isAdmin }: Principal,
  locks: PathLocks,
  plugin: string,
): PluginTools {
  const principal: Principal = { tenant, groups, isAdmin, user: `plugin:${plugin}` }
  const session = new Session(engine, principal, plugin)
  const members: Omit<PluginContext, 'config' | 'logger'> = {
    nexus: createHandle(session, locks),
    records: createPluginRecords(session, plugin),
    tenant: heldTo(principal),
    changes: (options = {}) => ({
      [Symbol.asyncIterator]: () => changesFor(session, options),
    }),
    newestChange: () => session.call(undefined, () => newestChange(session)),
  }
  return { members, close: () => session.end() }
}
