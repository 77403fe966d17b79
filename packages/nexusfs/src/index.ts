export {}
export {
  type CopyFileOptions,
  copyFile,
  copyTree,
  exportFile,
  exportFolder,
  type FailedTransfer,
  type ImportFileOptions,
  type ImportOptions,
  type InvalidName,
  importFile,
  importFolder,
  type TransferAction,
  type TransferOptions,
  type TransferProgress,
  type TransferReport,
} from './transfer/index.ts'
