import { type BackendDefinition, defineBackend } from '@nexusfs/core/spec'
import { createGcsBackend } from './gcs-backend.ts'
import { type GcsConfiguration, optionSchema } from './options.ts'

/** The backend type `gcs`. */
export const gcsBackend: BackendDefinition<GcsConfiguration> = defineBackend({
  type: 'gcs',
  title: 'Google Cloud Storage',
  options: optionSchema,
  create: (options) => createGcsBackend(options),
})
