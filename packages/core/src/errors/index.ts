export { ERROR_CODES, type ErrorCode } from './codes.ts'
export { type ErrorDetails, isNexusError, NexusError } from './nexus-error.ts'
