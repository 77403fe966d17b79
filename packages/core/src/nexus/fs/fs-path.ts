import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FsError, invalidArgument } from './fs-error.ts'
import type { FsPath } from './types.ts'

/** A path that the facade was given. */
export interface GivenPath {
  /** As it was given, for messages. */
  readonly shown: string
  /** Absolute and normalised: `.` and `..` are resolved by name, which is exact where there are no links. */
  readonly path: string
  /** It ends in a slash, so it can only name a directory. */
  readonly directory: boolean
}

/**
 * Reads a path as `node:fs` does.
 * @throws `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE` for a NUL, `ENOENT` for an empty path.
 */
export function givenPath(given: FsPath, syscall: string, name = 'path'): GivenPath {
  const shown = textOf(given, name)
  if (shown.includes('\0'))
    throw Object.assign(
      new TypeError(`The argument '${name}' must be a string without null bytes.`),
      { code: 'ERR_INVALID_ARG_VALUE' },
    )
  if (shown === '') throw new FsError('ENOENT', { syscall, path: shown })
  const path = posix.resolve('/', shown)
  return { shown, path, directory: /\/\.{0,2}$/.test(shown) }
}

function textOf(given: FsPath, name: string): string {
  if (typeof given === 'string') return given
  if (given instanceof URL) return fileURLToPath(given)
  if (given instanceof Uint8Array) return Buffer.from(given).toString('utf8')
  throw invalidArgument(name, given, 'of type string or an instance of Buffer or URL')
}

/** A path that ends in a slash cannot be that of a file to be made. @throws `EISDIR`. */
export function refuseDirectoryName(given: FsPath, syscall: string): void {
  const { shown, directory } = givenPath(given, syscall)
  if (directory) throw new FsError('EISDIR', { syscall, path: shown })
}

/** The path above; the root is its own parent. */
export function parentOf(path: string): string {
  return posix.dirname(path)
}
