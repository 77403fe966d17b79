/** The Nexus engine.
 * @packageDocumentation
 */
export {
  ERROR_CODES,
  type ErrorCode,
  type ErrorDetails,
  isNexusError,
  NexusError,
} from './errors/index.ts'
export {
  createRegistry,
  type Definition,
  type DefinitionKind,
  type DefinitionOf,
  type Registry,
} from './registry/index.ts'
export * from './spec/index.ts'
