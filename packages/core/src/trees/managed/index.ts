export { appendFile } from './append.ts'
export { changeAttributes } from './attributes.ts'
export { BatchDirectories } from './batch-directories.ts'
export {
  ATTEMPTS_ON_CONTENT,
  commitPlanned,
  type Guard,
  type Plan,
  pauseBefore,
  sendBatch,
} from './commit-planned.ts'
export { absentGuards, type FileConditions } from './conditions.ts'
export type { Change, Place, TreeContext } from './context.ts'
export { copyNode } from './copy.ts'
export {
  alreadyExists,
  conflict,
  findDirectory,
  findNode,
  getFile,
  getNode,
  isADirectory,
  notADirectory,
  notFound,
} from './find.ts'
export { type MakeDirectoryOptions, makeDirectory } from './make-directory.ts'
export { checkTargets, moveNode, type TransferFields } from './move.ts'
export { makeBelow, type ParentPlan, planDirectory, planParent } from './parents.ts'
export { deleteFile, notEmpty, removeDirectory, removeSeen, type SeenNode } from './remove.ts'
export { rollbackFile } from './rollback.ts'
export { type FileFields, writeFile } from './write.ts'
export { type BatchFile, writeBatch } from './write-batch.ts'
