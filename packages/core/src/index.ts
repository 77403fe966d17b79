/** The Nexus engine.
 * @packageDocumentation
 */
export { MARKER_KEY } from './content/backends.ts'
export { createBucket } from './content/bucket.ts'
export type { Bucket, BucketOptions } from './content/bucket-types.ts'
export {
  type CollectionHold,
  type HoldParts,
  holdCollection,
} from './content/collection-hold.ts'
export { objectKey } from './content/object-key.ts'
export type { BucketCounters } from './content/provider-calls.ts'
export {
  ERROR_CODES,
  type ErrorCode,
  type ErrorDetails,
  isNexusError,
  NexusError,
} from './errors/index.ts'
export type { IdSource } from './kit/ids.ts'
export {
  createMemoryBackend,
  createMemoryStore,
  type MemoryBackendOptions,
  type MemoryStoreOptions,
} from './memory/index.ts'
export { createNexus } from './nexus/create-nexus.ts'
export type * from './nexus/types.ts'
export { parsePath, type VirtualPath } from './path/index.ts'
export {
  type CommandArgument,
  type CommandContext,
  type CommandDefinition,
  type CommandInput,
  type CommandOption,
  defineCommand,
  definePlugin,
  type PluginAction,
  type PluginCommand,
  type PluginDefinition,
} from './plugins/index.ts'
export {
  createRegistry,
  type Definition,
  type DefinitionKind,
  type DefinitionOf,
  type Registry,
} from './registry/index.ts'
export * from './spec/index.ts'
