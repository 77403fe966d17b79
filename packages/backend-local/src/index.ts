/** Nexus backend that keeps objects in a local folder.
 * @packageDocumentation
 */
export { localBackend as default } from './definition.ts'
export { createLocalBackend } from './local-backend.ts'
export type { LocalBackendOptions } from './options.ts'
