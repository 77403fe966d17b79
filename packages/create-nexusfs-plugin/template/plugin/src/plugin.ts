import { createRequire } from 'node:module'
import { definePlugin, type PluginDefinition } from '@nexusfs/core'
import { countWrite, listCounts } from './count-writes.ts'
import { type __Type__Config, optionSchema } from './options.ts'
import { refuseProtected } from './protect.ts'
import { report } from './report.ts'

const { version } = createRequire(import.meta.url)('../package.json') as { version: string }

/**
 * The plugin `__type__`. A definition is shared by all handles of a process: keep no state beside it. What belongs to one
 * handle is in the context that each hook gets: its configuration, logger, handle and records.
 */
export const plugin: PluginDefinition<__Type__Config> = definePlugin<__Type__Config>({
  name: '__type__',
  version,
  description: '__description__',
  configSchema: optionSchema,
  hooks: {
    // A before hook refuses by throwing; the message becomes the reason of the VETOED that the caller gets.
    beforeWrite({ path }, { config }) {
      refuseProtected(config, path)
      return undefined
    },
    beforeDelete: ({ path }, { config }) => refuseProtected(config, path),
    beforeCopy: ({ target }, { config }) => refuseProtected(config, target),
    beforeRename: ({ path, target }, { config }) => refuseProtected(config, path, target),
    // An after hook is told of what was done. What it throws is reported and undoes nothing.
    afterWrite: ({ path }, { records }) => countWrite(records, path),
  },
  commands: { report },
  actions: {
    counts: {
      description: 'The number of writes in each directory.',
      run: async ({ records }) => [...(await listCounts(records))],
    },
  },
})
