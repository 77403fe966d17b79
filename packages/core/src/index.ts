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
export * from './spec/index.ts'
