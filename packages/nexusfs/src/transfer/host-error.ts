import { type ErrorCode, isNexusError, NexusError } from '@nexusfs/core'

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'NOT_FOUND',
  EACCES: 'ACCESS_DENIED',
  EPERM: 'ACCESS_DENIED',
  EROFS: 'READ_ONLY',
  EEXIST: 'ALREADY_EXISTS',
  ENOTDIR: 'NOT_A_DIRECTORY',
  EISDIR: 'IS_A_DIRECTORY',
  ENOTEMPTY: 'NOT_EMPTY',
  ELOOP: 'NOT_SUPPORTED',
  ENAMETOOLONG: 'PATH_TOO_LONG',
  ENOSPC: 'NO_SPACE',
  EDQUOT: 'QUOTA_EXCEEDED',
  EFBIG: 'TOO_LARGE',
  EBUSY: 'BUSY',
  EMFILE: 'UNAVAILABLE',
  ENFILE: 'UNAVAILABLE',
}

const REASONS: Partial<Record<ErrorCode, string>> = {
  NOT_FOUND: 'it does not exist',
  ACCESS_DENIED: 'this user may not do that',
  READ_ONLY: 'the file system is read-only',
  ALREADY_EXISTS: 'something is there already',
  NOT_A_DIRECTORY: 'a part of the path is no folder',
  IS_A_DIRECTORY: 'it is a folder',
  NOT_EMPTY: 'the folder is not empty',
  NOT_SUPPORTED: 'it is a symbolic link, which is not followed here',
  PATH_TOO_LONG: 'the name is too long for this file system',
  NO_SPACE: 'the disk is full',
  QUOTA_EXCEEDED: 'the disk quota is used up',
  TOO_LARGE: 'the file is too large for this file system',
  BUSY: 'it is in use',
  UNAVAILABLE: 'too many files are open',
}

/** Turns an error of `node:fs` on a host path into a {@link NexusError}; everything else stays what it is. */
export function hostError(error: unknown, shownPath: string): unknown {
  if (isNexusError(error) || !(error instanceof Error)) return error
  const code = CODES[String((error as NodeJS.ErrnoException).code)]
  if (code === undefined) return error
  return new NexusError(code, `Host path ${JSON.stringify(shownPath)}: ${REASONS[code]}.`, {
    cause: error,
  })
}

/** Whether a host call failed because nothing is there. */
export function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'
}
