export { backendContract } from './backend/backend-contract.ts'
export type { BackendTarget, OpenedBackend } from './backend/target.ts'
export {
  createFaultMatcher,
  type Fault,
  type FaultMatcher,
  type FaultPlan,
  faultError,
  type PlannedFault,
  runWithFault,
} from './faults.ts'
export { faultyBackend } from './faulty-backend.ts'
export { faultyStore } from './faulty-store.ts'
export { filesystemContract } from './filesystem/filesystem-contract.ts'
export { mappedContract } from './filesystem/mapped-contract.ts'
export type {
  MappedCreateOptions,
  MappedTarget,
  OpenedMapped,
} from './filesystem/mapped-target.ts'
export {
  type FilesystemSoakOptions,
  type FilesystemSoakTarget,
  soakFilesystem,
} from './filesystem/model/soak-filesystem.ts'
export type {
  FilesystemCreateOptions,
  FilesystemTarget,
  OpenedFilesystem,
} from './filesystem/target.ts'
export { type CheckPackageOptions, checkPackage } from './package/check-package.ts'
export type { PackageProblem, PackageRule } from './package/package-problem.ts'
export { pluginContract } from './plugin/plugin-contract.ts'
export { type CommandOutcome, type RunCommandOptions, runCommand } from './plugin/run-command.ts'
export type { OpenedPlugin, PluginTarget } from './plugin/target.ts'
export { type SoakOptions, soakStore } from './store/soak-store.ts'
export { storeContract } from './store/store-contract.ts'
export type {
  OpenedStore,
  StoreCreateOptions,
  StoreTarget,
  TestContext,
  TestRunner,
} from './store/target.ts'
export { TEST_COLLECTIONS } from './store/test-collections.ts'
