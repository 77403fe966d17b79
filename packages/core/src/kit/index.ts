/** Helpers for authors of backends, stores and plugins.
 * @packageDocumentation
 */
export { isNexusError, NexusError } from '../errors/index.ts'
export { checksum, collectBytes, concatBytes, resolveRange, sha256 } from './bytes.ts'
export { compareNames } from './compare-names.ts'
export { type IdSource, idFromBytes, idToBytes, newId } from './ids.ts'
export { blobSource, bytesSource, fileSource, onceSource } from './source.ts'
