/** Nexus: one tree over many storage backends, configured and opened with `connect`.
 * @packageDocumentation
 */
export type {
  AsOptions,
  At,
  Backend,
  CollectOptions,
  CollectReport,
  ContentDiff,
  Definition,
  DiffOptions,
  Entry,
  ErrorCode,
  FollowedOperation,
  FsckOptions,
  FsckProblem,
  FsckReport,
  GrepMatch,
  Hooks,
  LineageEntry,
  Logger,
  LogProblem,
  LogVerification,
  MetadataStore,
  MountOptions,
  NamespaceOptions,
  Nexus,
  NexusOptions,
  OperationEntry,
  OperationFilter,
  OperationReport,
  PluginDefinition,
  RestoreOptions,
  RestoreResult,
  SkippedOperation,
  SnapshotEntry,
  Stat,
  TreeChange,
  UndoOptions,
  UndoResult,
  UndoTarget,
  VersionEntry,
  WriteContent,
  WriteOptions,
  WriteResult,
} from '@nexusfs/core'
export {
  createMemoryBackend,
  createMemoryStore,
  createNexus,
  ERROR_CODES,
  isNexusError,
  NexusError,
} from '@nexusfs/core'
export { type BackendTarget, openBackend } from './adapters/open-backend.ts'
export { readPluginConfig } from './adapters/plugin-config.ts'
export {
  type BackupProblem,
  type BackupProgress,
  type BackupReport,
  type CreateBackupOptions,
  createBackup,
  type RestoreBackupOptions,
  type RestoreBackupReport,
  restoreBackup,
  type VerifyBackupOptions,
  type VerifyBackupReport,
  verifyBackup,
} from './backup/index.ts'
export { type EditPluginsOptions, editPlugins, type PluginEdit } from './config/edit-plugins.ts'
export { maskSecrets } from './config/mask-secrets.ts'
export type { Origin } from './config/merge-layers.ts'
export type { PluginListChange } from './config/plugins-text.ts'
export { type EffectiveConfig, resolveConfig } from './config/resolve-config.ts'
export type {
  AdapterSettings,
  MountSettings,
  PluginSettings,
  SettingKey,
  Settings,
} from './config/settings.ts'
export { connect } from './connect.ts'
export type { ConnectOptions, Surroundings } from './connect-options.ts'
export { defaultNames } from './default-names.ts'
export type { OptionDescription } from './discovery/describe-options.ts'
export { describePackage, type PackageDescription } from './discovery/describe-package.ts'
export { findPackages } from './discovery/find-packages.ts'
export { packageManagerOf } from './discovery/package-manager.ts'
export type {
  FindPackagesOptions,
  Installed,
  PackageManager,
  PackageManagerName,
  Provided,
  ProvidedKind,
  Tier,
} from './discovery/types.ts'
export { type ProbeOptions, probeBackend } from './probe/probe-backend.ts'
export type { ProbeReport, ProbeStep } from './probe/types.ts'
export { type TemplateName, templates } from './templates.ts'
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
