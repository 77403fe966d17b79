import { constants } from 'node:os'
import { type ErrorCode, isNexusError } from '../../errors/index.ts'

/** Errno of each error code of Nexus; what is missing is `EIO`. */
const ERRNO_OF: { readonly [Code in ErrorCode]?: string } = {
  NOT_FOUND: 'ENOENT',
  NOT_MOUNTED: 'ENOENT',
  ALREADY_EXISTS: 'EEXIST',
  NOT_A_DIRECTORY: 'ENOTDIR',
  IS_A_DIRECTORY: 'EISDIR',
  NOT_EMPTY: 'ENOTEMPTY',
  ACCESS_DENIED: 'EACCES',
  BACKEND_DENIED: 'EACCES',
  VETOED: 'EPERM',
  READ_ONLY: 'EROFS',
  INVALID_PATH: 'EINVAL',
  INVALID_ARGUMENT: 'EINVAL',
  INVALID_RANGE: 'EINVAL',
  PATH_TOO_LONG: 'ENAMETOOLONG',
  CLOSED: 'EBADF',
  NO_SPACE: 'ENOSPC',
  QUOTA_EXCEEDED: 'EDQUOT',
  TOO_LARGE: 'EFBIG',
  BUSY: 'EBUSY',
  LOCKED: 'EBUSY',
  CONFLICT: 'ESTALE',
  TIMEOUT: 'ETIMEDOUT',
  UNAVAILABLE: 'EAGAIN',
  THROTTLED: 'EAGAIN',
  NOT_SUPPORTED: 'ENOTSUP',
}

/** Texts of the errnos that the facade raises itself, as libuv words them. */
const TEXT_OF: { readonly [Errno in string]?: string } = {
  ENOENT: 'no such file or directory',
  EEXIST: 'file already exists',
  ENOTDIR: 'not a directory',
  EISDIR: 'illegal operation on a directory',
  ENOTEMPTY: 'directory not empty',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'read-only file system',
  EINVAL: 'invalid argument',
  EBADF: 'bad file descriptor',
  ENOSPC: 'no space left on device',
  ENAMETOOLONG: 'name too long',
  EBUSY: 'resource busy or locked',
  ENOSYS: 'function not implemented',
  EFBIG: 'file too large',
  EIO: 'i/o error',
}

/** Which call failed, and on what. */
export interface FsCall {
  readonly syscall: string
  readonly path?: string | undefined
  readonly dest?: string | undefined
}

/** An error as `node:fs` throws it. */
export class FsError extends Error implements NodeJS.ErrnoException {
  readonly code: string
  readonly errno?: number
  readonly syscall: string
  readonly path?: string
  readonly dest?: string

  constructor(code: string, { syscall, path, dest }: FsCall, text?: string, cause?: unknown) {
    const reason = text ?? TEXT_OF[code] ?? (cause instanceof Error ? cause.message : 'failed')
    const place = path === undefined ? '' : ` '${path}'${dest === undefined ? '' : ` -> '${dest}'`}`
    super(`${code}: ${reason}, ${syscall}${place}`, cause === undefined ? undefined : { cause })
    const errno = (constants.errno as Readonly<Record<string, number>>)[code]
    this.code = code
    if (errno !== undefined) this.errno = -errno
    this.syscall = syscall
    if (path !== undefined) this.path = path
    if (dest !== undefined) this.dest = dest
  }
}

/** The error of `node:fs` for what the tree threw; errors that are not of Nexus stay as they are. */
export function toFsError(error: unknown, call: FsCall): unknown {
  if (!isNexusError(error)) return error
  if (error.code === 'ABORTED') return abortError(error)
  const tooLong = error.code === 'INVALID_PATH' && /longer than|deeper than/.test(error.message)
  const code = tooLong ? 'ENAMETOOLONG' : (ERRNO_OF[error.code] ?? 'EIO')
  return new FsError(code, call, undefined, error)
}

function abortError(cause: unknown): Error {
  const error = new Error('The operation was aborted', { cause })
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' })
}

/** The `TypeError` of `node:fs` for an argument of the wrong kind. */
export function invalidArgument(name: string, value: unknown, expected: string): TypeError {
  return Object.assign(
    new TypeError(`The "${name}" argument must be ${expected}. Received ${describe(value)}`),
    { code: 'ERR_INVALID_ARG_TYPE' },
  )
}

function describe(value: unknown): string {
  return value === null || value === undefined ? String(value) : `type ${typeof value}`
}
