export { getOperation, getSnapshot, resolveAt, sequenceOf } from './at.ts'
export { canonicalJson } from './canonical-json.ts'
export {
  findHorizon,
  type Horizon,
  horizonMutation,
  rescanMutation,
} from './horizon.ts'
export { type Relative, relativesOf } from './lineage.ts'
export type { LogExpectation, LogProblem, LogVerification } from './log-problem.ts'
export { findPaths } from './node-paths.ts'
export { findVersion, versionPages } from './node-versions.ts'
export { type NodeAtPath, nodesAtPath } from './nodes-at-path.ts'
export { nodeChanges, type OperationChanges, operationChanges } from './operation-changes.ts'
export { OperationsOfNode } from './operations-of-node.ts'
export type { PastContext } from './past-context.ts'
export { isUndoable, type Skip, type SkipReason } from './plan-undo.ts'
export { isSnapshotName, type PointInTime, parseAt } from './point-in-time.ts'
export { type PruneOptions, pruneSpace } from './prune.ts'
export { HORIZONS, horizonOf, type PastPlace, requireHistory } from './reach.ts'
export { previewRestore, type RestoredPlace } from './restore-preview.ts'
export { type SealOptions, type SealOutcome, sealLog } from './seal-log.ts'
export { waitUntilSettled } from './settled.ts'
export { isOperationShown } from './shown-operations.ts'
export { isShownIn, type LastPlace, lastPlaces, pathThen } from './shown-paths.ts'
export {
  findSnapshot,
  recordOfSnapshot,
  SNAPSHOTS,
  type SnapshotRecord,
  type StoredSnapshot,
  snapshotKey,
  snapshotsOf,
} from './snapshot-record.ts'
export {
  deleteSnapshot,
  type SettledDirectory,
  type SnapshotFields,
  settledDirectory,
  settledNow,
  snapshotKept,
  takeSnapshot,
} from './take-snapshot.ts'
export {
  checkContext,
  MAX_DIFF_BYTES,
  type TextSide,
  type UnifiedDiff,
  unifiedDiff,
} from './text-diff.ts'
export {
  facetsOf,
  type NodeChange,
  type PathOf,
  type TreeChange,
  type TreeChangeSide,
  treeChanges,
} from './tree-change.ts'
export { type TreeDiff, treeDiff } from './tree-diff.ts'
export type { TreeState } from './tree-paths.ts'
export {
  type MappedUndo,
  type Undone,
  type UndonePlace,
  type UndoRequest,
  undoOperations,
} from './undo.ts'
export { selectOperations, type UndoSelection, type UndoSelector } from './undo-targets.ts'
export { type VerifyOptions, verifyLog } from './verify-log.ts'
export { walkFrom } from './walk-from.ts'
