export { createBackup } from './create-backup.ts'
export { restoreBackup } from './restore-backup.ts'
export type {
  BackupProblem,
  BackupProgress,
  BackupReport,
  CreateBackupOptions,
  RestoreBackupOptions,
  RestoreBackupReport,
  VerifyBackupOptions,
  VerifyBackupReport,
} from './types.ts'
export { verifyBackup } from './verify-backup.ts'
