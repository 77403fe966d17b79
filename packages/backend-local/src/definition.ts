import { type BackendDefinition, defineBackend } from '@nexusfs/core/spec'
import { createLocalBackend } from './local-backend.ts'
import { type LocalConfiguredOptions, optionSchema } from './options.ts'

/** The backend type `local`. */
export const localBackend: BackendDefinition<LocalConfiguredOptions> = defineBackend({
  type: 'local',
  title: 'Local folder',
  options: optionSchema,
  create: (options) => createLocalBackend(options),
})
