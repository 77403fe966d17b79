import { isNexusError, NexusError } from '@nexusfs/core/kit'

/** SQLite's own name of the error, as `SQLITE_FULL`; `undefined` for errors that are not SQLite's. */
export function sqliteCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || isNexusError(error)) return undefined
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined
}

/** True when another connection holds what was needed, so that the same call may succeed later. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error)
  return code !== undefined && /^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(code)
}

/** Translates an error of SQLite or of the file system; a `NexusError` stays as it is. */
export function toNexusError(error: unknown, path: string): NexusError {
  if (isNexusError(error)) return error
  const code = sqliteCode(error) ?? systemCode(error)
  const { message } = error as Error
  for (const [pattern, make] of TRANSLATIONS)
    if (pattern.test(code)) return make(`Metadata store ${path}: ${message}.`, error)
  return new NexusError('INTERNAL', `Metadata store ${path}: ${message}.`, {
    hint: 'This is a defect: please report it with the message.',
    cause: error,
  })
}

/** @throws `CLOSED` always. */
export function throwClosed(path: string): never {
  throw new NexusError('CLOSED', `The metadata store ${path} is closed.`, {
    hint: 'Open a new one.',
  })
}

type Translation = (message: string, cause: unknown) => NexusError

const translation =
  (code: NexusError['code'], hint: string): Translation =>
  (message, cause) =>
    new NexusError(code, message, { hint, cause })

const NO_SPACE = translation(
  'NO_SPACE',
  'Nothing that was acknowledged is lost. Free some disk space, then try again.',
)

/** Tried in order. Result codes: https://sqlite.org/rescode.html */
const TRANSLATIONS: readonly (readonly [RegExp, Translation])[] = [
  [/^SQLITE_(BUSY|LOCKED|PROTOCOL)/, translation('BUSY', 'Another process writes; try again.')],
  [/^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)$/, NO_SPACE],
  [
    /^SQLITE_(CORRUPT|NOTADB)/,
    translation('CORRUPT', 'Restore the database from a backup, or run fsck to see what is left.'),
  ],
  [
    /^SQLITE_TOOBIG$/,
    translation('TOO_LARGE', 'Keep content of this size on a backend, not in the store.'),
  ],
  [
    /^SQLITE_CONSTRAINT/,
    translation('INVALID_ARGUMENT', 'Give a fresh id for every new node and operation.'),
  ],
  [
    /^(SQLITE_(READONLY|PERM|AUTH)|EACCES|EPERM|EROFS)/,
    translation('UNAVAILABLE', 'Give this user the right to write the file and its folder.'),
  ],
  [
    /^(SQLITE_(CANTOPEN|IOERR|NOMEM)|E[A-Z]+$)/,
    translation('UNAVAILABLE', 'Check that the folder is there and the disk is sound.'),
  ],
]

function systemCode(error: unknown): string {
  const code = (error as { readonly code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : ''
}
