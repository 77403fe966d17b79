/** Helpers for authors of backends, stores and plugins.
 * @packageDocumentation
 */
export { isNexusError, NexusError } from '../errors/index.ts'
export { abortedError, stoppedError, throwIfAborted } from './abort.ts'
export {
  checksum,
  collectBytes,
  concatBytes,
  copyBytes,
  plainBytes,
  resolveRange,
  sha256,
} from './bytes.ts'
export { closest, didYouMean } from './closest.ts'
export { applyBatch, applyBatchInSteps } from './commit/apply-batch.ts'
export { type CopyPlace, copyOfNode } from './commit/copy-of-node.ts'
export { MAXIMUM_PARTS } from './commit/mutations-content.ts'
export { isRestored, type RestorePlace, restoredNode } from './commit/restored-node.ts'
export type {
  CommitTables,
  ContentChain,
  ContentChange,
  ContentLease,
  DroppedState,
  NewContent,
  SubtreeCopy,
  SubtreeRestore,
} from './commit/tables.ts'
export { compareNames } from './compare-names.ts'
export { correctSpelling } from './correct-spelling.ts'
export { createIdSource, type IdSource, idFromBytes, idToBytes, newId } from './ids.ts'
export {
  checkKey,
  checkKeyPrefix,
  isMarkerKey,
  keyProblem,
  MAX_KEY_BYTES,
  MAX_SEGMENT_BYTES,
  normalPrefix,
  quoteKey,
} from './keys.ts'
export { removeLeftOvers, type TemporaryKind, temporaryName } from './left-overs.ts'
export {
  isAfterStart,
  type ListStart,
  listCursor,
  rolledUpPrefix,
  startOfList,
} from './listing.ts'
export {
  MANIFEST_KINDS,
  type ManifestFault,
  type ManifestKind,
  type ManifestRow,
  type ManifestRowReading,
  readManifestRow,
} from './manifest-row.ts'
export { contentTypeOf } from './mime-type.ts'
export {
  alreadyExists,
  type Conflict,
  checkPrecondition,
  expectedEtag,
  keyConflict,
  keyNotFound,
  lostCondition,
} from './precondition.ts'
export { quoteValue } from './quote-value.ts'
export { createSharedResources, type Shared, type SharedResources } from './shared-resources.ts'
export { blobSource, bytesSource, fileSource, onceSource } from './source.ts'
export { isTypeName, TYPE_NAME, TYPE_NAME_RULE } from './type-name.ts'
