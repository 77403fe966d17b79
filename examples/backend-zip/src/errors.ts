import { isNexusError, NexusError } from '@nexusfs/core/kit'

const CODES: Readonly<
  Record<string, readonly [code: 'BACKEND_DENIED' | 'NO_SPACE', hint: string]>
> = {
  EACCES: ['BACKEND_DENIED', 'Let this user read and write the archive and its folder.'],
  EPERM: ['BACKEND_DENIED', 'Let this user read and write the archive and its folder.'],
  EROFS: ['BACKEND_DENIED', 'Put the archive on a disk that can be written.'],
  EISDIR: ['BACKEND_DENIED', 'Name a file, or one that is not there yet.'],
  ENOTDIR: ['BACKEND_DENIED', 'Name a file in a folder.'],
  ENOSPC: ['NO_SPACE', 'Nothing was changed. Make room and try again.'],
  EDQUOT: ['NO_SPACE', 'Nothing was changed. Make room and try again.'],
}

/** Translates what the file system throws; what is translated already stays. */
export function archiveError(error: unknown, file: string, what: string): NexusError {
  if (isNexusError(error)) return error
  const reason = error instanceof Error ? error.message : String(error)
  const [code, hint] = CODES[codeOf(error)] ?? ['UNAVAILABLE', 'Look at the disk, and try again.']
  return new NexusError(code, `Cannot ${what} the archive ${file}: ${reason}`, {
    cause: error,
    hint,
  })
}

/** The code of an error of the file system, such as `ENOENT`; empty for others. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
