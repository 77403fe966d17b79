/** A Nexus backend that keeps objects as the files of a zip archive.
 * @packageDocumentation
 */
export { zipBackend as default } from './definition.ts'
export type { ZipOptions } from './options.ts'
export { createZipBackend } from './zip-backend.ts'
