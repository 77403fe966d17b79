/** Nexus backend that keeps objects in an Amazon S3 bucket, or in one of a compatible server.
 * @packageDocumentation
 */
export { s3Backend as default } from './definition.ts'
export type { GlacierClass, RestoreOptions, RestoreStatus } from './glacier.ts'
export type { S3BackendOptions, S3ConfiguredOptions } from './options.ts'
export type { PresetName } from './presets.ts'
export { createS3Backend, createS3Backend as s3, type S3Backend } from './s3-backend.ts'
export type { S3Client, S3RequestHandler } from './sdk-types.ts'
