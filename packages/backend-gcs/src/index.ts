/** Nexus backend that keeps objects in Google Cloud Storage.
 * @packageDocumentation
 */
export { gcsBackend as default } from './definition.ts'
export { createGcsBackend, createGcsBackend as gcs } from './gcs-backend.ts'
export type { GcsBackend } from './gcs-backend-types.ts'
export type { GcsBackendOptions, GcsConfiguration } from './options.ts'
