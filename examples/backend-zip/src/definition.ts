import { type BackendDefinition, defineBackend } from '@nexusfs/core/spec'
import type { ZipOptions } from './options.ts'
import { optionSchema } from './options.ts'
import { createZipBackend } from './zip-backend.ts'

/** The backend type `zip`. */
export const zipBackend: BackendDefinition<ZipOptions> = defineBackend<ZipOptions>({
  type: 'zip',
  title: 'Zip archive',
  options: optionSchema,
  create: (options) => createZipBackend(options),
})
