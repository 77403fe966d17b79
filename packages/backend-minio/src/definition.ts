import { type BackendDefinition, defineBackend } from '@nexusfs/core/spec'
import { createMinioBackend } from './minio-backend.ts'
import { type MinioBackendOptions, optionSchema } from './options.ts'

/** The backend type `minio`. */
export const minioBackend: BackendDefinition<MinioBackendOptions> = defineBackend({
  type: 'minio',
  title: 'MinIO',
  options: optionSchema,
  create: (options) => createMinioBackend(options),
})
