export { createFs, type FsOptions } from './create-fs.ts'
export type { FsTree } from './fs-call.ts'
export { FsError } from './fs-error.ts'
export type {
  FsChange,
  FsData,
  FsDirectory,
  FsFileHandle,
  FsPath,
  FsReaddirOptions,
  FsReadOptions,
  FsWatchOptions,
  FsWriteOptions,
  NexusFs,
  UnsupportedFs,
} from './types.ts'
