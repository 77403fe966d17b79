export { ERROR_CODES, type ErrorCode } from './codes.ts'
export { type ErrorDetails, isNexusError, NexusError, withPath } from './nexus-error.ts'
