/** Nexus backend that keeps objects in a bucket of a MinIO server.
 * @packageDocumentation
 */
export { minioBackend as default } from './definition.ts'
export { createMinioBackend, createMinioBackend as minio } from './minio-backend.ts'
export type { MinioBackend } from './minio-backend-types.ts'
export type { MinioBackendOptions } from './options.ts'
