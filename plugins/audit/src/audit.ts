import { definePlugin, type PluginContext } from '@nexusfs/core'
import manifest from '../package.json' with { type: 'json' }
import { AuditLog } from './audit-log.ts'
import { type AuditConfig, configSchema } from './config.ts'
import { tailCommand } from './tail-command.ts'

/** The log of each handle that runs the plugin; a definition is shared by all of them. */
const logs = new WeakMap<PluginContext<AuditConfig>, AuditLog>()

/** Writes every operation as a line of JSON. It has no hooks: it reads the change feed, which misses nothing. */
export const audit = definePlugin<AuditConfig>({
  name: 'audit',
  version: manifest.version,
  description: 'Writes every operation as a line of JSON to a file on the host or in the tree.',
  configSchema,
  commands: { tail: tailCommand },
  async initialize(context) {
    const log = new AuditLog(context)
    await log.start()
    logs.set(context, log)
  },
  async shutdown(context) {
    await logs.get(context)?.stop()
  },
})
