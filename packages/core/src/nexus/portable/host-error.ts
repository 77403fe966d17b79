import { type ErrorCode, isNexusError, NexusError } from '../../errors/index.ts'

const PROBLEMS: Readonly<Record<string, readonly [ErrorCode, string, string]>> = {
  ENOENT: ['NOT_FOUND', 'it is not there', 'Check the path; its folder must exist.'],
  ENOTDIR: ['NOT_FOUND', 'a part of the path is no folder', 'Check the path.'],
  EISDIR: ['IS_A_DIRECTORY', 'it is a folder', 'Give the path of a file.'],
  EEXIST: ['ALREADY_EXISTS', 'it is there already', 'Choose another name, or overwrite it.'],
  EACCES: ['BACKEND_DENIED', 'permission denied', 'Give this user the right, or choose another.'],
  EPERM: ['BACKEND_DENIED', 'permission denied', 'Give this user the right, or choose another.'],
  EROFS: ['BACKEND_DENIED', 'its disk is read-only', 'Choose another folder.'],
  ENOSPC: ['NO_SPACE', 'its disk is full', 'Free space there, or choose another disk.'],
  EDQUOT: ['NO_SPACE', 'its quota is used up', 'Free space there, or choose another disk.'],
  ENAMETOOLONG: ['INVALID_ARGUMENT', 'the name is too long', 'Choose a shorter name.'],
}

/** An error of `node:fs` on a host file; every other error as it is. */
export function hostError(error: unknown, file: string): unknown {
  if (isNexusError(error) || !(error instanceof Error)) return error
  const known = PROBLEMS[String((error as NodeJS.ErrnoException).code)]
  if (known === undefined) return error
  const [code, problem, hint] = known
  return new NexusError(code, `Cannot use the host file ${file}: ${problem}.`, {
    cause: error,
    hint,
  })
}
