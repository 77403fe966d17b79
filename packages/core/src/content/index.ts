export { type AppendState, AppendStates, joinRuns, type Run } from './append-states.ts'
export { within } from './attempt.ts'
export { ContentBackends, MARKER_KEY } from './backends.ts'
export { createBucket } from './bucket.ts'
export type { Bucket } from './bucket-types.ts'
export { condemnCandidates, unusedCandidates } from './collect.ts'
export {
  ClockWatch,
  type Cycle,
  checkStoreIsNewest,
  countCycle,
  findCycle,
  highestTold,
} from './collect-cycle.ts'
export {
  type CollectionHold,
  findHold,
  type HoldParts,
  type HoldState,
  holdCollection,
} from './collection-hold.ts'
export { isSound } from './content-check.ts'
export { restreaming, whileMoving } from './content-moved.ts'
export { contentOf, readRange, readWhole, streamRange } from './content-reader.ts'
export {
  type ContentTarget,
  type PreparedContent,
  prepareContent,
  prepareInline,
  withdrawContent,
} from './content-writer.ts'
export type { ContentContext } from './context.ts'
export { countDoomed, deleteDoomed } from './doomed.ts'
export { driverOf } from './driver-of.ts'
export { checkContent } from './fsck-content.ts'
export { checkOrphans } from './fsck-orphans.ts'
export type { ContentProblem } from './fsck-problems.ts'
export { stoppable } from './guarded-source.ts'
export {
  type MountedBucket,
  type MountedOptions,
  mountedBucket,
  type ProbeState,
} from './mounted-bucket.ts'
export { objectKey } from './object-key.ts'
export { pagesOf } from './pages.ts'
export type { Readable as ReadableFile } from './reading.ts'
export { type ContentPlaceOf, type Relocated, relocateContent } from './relocate.ts'
export { scopedBackend } from './scoped-backend.ts'
export { type Rewound, rewind } from './spool.ts'
export { unavailableBackend } from './unavailable-backend.ts'
