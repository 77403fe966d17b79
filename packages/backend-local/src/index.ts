/** Nexus backend that keeps objects in a local folder.
 * @packageDocumentation
 */
export { localBackend as default } from './definition.ts'
export { createLocalBackend, type LocalBackend } from './local-backend.ts'
export type { LocalBackendOptions, LocalConfiguredOptions } from './options.ts'
