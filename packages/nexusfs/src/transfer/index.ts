export { type CopyFileOptions, copyFile, copyTree } from './copy-tree.ts'
export { exportFile, exportFolder } from './export-folder.ts'
export { type ImportFileOptions, importFile, importFolder } from './import-folder.ts'
export type {
  FailedTransfer,
  ImportOptions,
  InvalidName,
  TransferAction,
  TransferOptions,
  TransferProgress,
  TransferReport,
} from './types.ts'
