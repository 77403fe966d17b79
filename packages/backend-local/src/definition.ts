import { type BackendDefinition, defineBackend } from '@nexusfs/core/spec'
import { createLocalBackend } from './local-backend.ts'
import { optionSchema } from './options.ts'

/** The backend type `local`. */
export const localBackend: BackendDefinition<{ readonly root: string }> = defineBackend({
  type: 'local',
  title: 'Local folder',
  options: optionSchema,
  create: ({ root }) => createLocalBackend({ root }),
})
