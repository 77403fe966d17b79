import { type BackendDefinition, defineBackend } from '@nexusfs/core/spec'
import { optionSchema, type S3ConfiguredOptions } from './options.ts'
import { createS3Backend } from './s3-backend.ts'

/** The backend type `s3`. */
export const s3Backend: BackendDefinition<S3ConfiguredOptions> = defineBackend({
  type: 's3',
  title: 'Amazon S3',
  options: optionSchema,
  create: (options) => createS3Backend(options),
})
