import { isNexusError, NexusError } from '@nexusfs/core/kit'

/** Primary result codes of SQLite (https://sqlite.org/rescode.html), as Nexus says them. */
const CODES = {
  5: ['BUSY', 'Close the other process that uses it; one at a time may.'],
  6: ['BUSY', 'Close the other process that uses it; one at a time may.'],
  11: ['CORRUPT', 'Restore the file from a backup.'],
  13: ['NO_SPACE', 'Make room on the disk, and try again.'],
  26: ['CORRUPT', 'Name the file of a journal, or one that is not there yet.'],
} as const

/** Translates what SQLite and the file system throw; the original is the cause. */
export function journalError(error: unknown, what: string, path: string): NexusError {
  if (isNexusError(error)) return error
  const { errcode = 0, message } = error as { readonly errcode?: number; readonly message: string }
  const known = CODES[(errcode & 0xff) as keyof typeof CODES]
  const [code, hint] = known ?? ['UNAVAILABLE', 'Look at the path, its permissions and the disk.']
  return new NexusError(code, `Cannot ${what} the journal ${path}: ${message}.`, {
    cause: error,
    hint,
  })
}

/** The `STORE_FORMAT` of a journal that a newer version made. */
export function formatError(path: string, format: number): NexusError {
  return new NexusError(
    'STORE_FORMAT',
    `The journal ${path} has format ${format}, which is newer.`,
    {
      hint: 'Update this package.',
    },
  )
}

/** The `CORRUPT` of an entry that cannot be read. */
export function damagedError(cause: unknown): NexusError {
  return new NexusError('CORRUPT', 'The journal has an entry that cannot be read.', {
    cause,
    hint: 'Restore the file from a backup.',
  })
}

/** The `CLOSED` of a call after `close()`. */
export function closedError(): NexusError {
  return new NexusError('CLOSED', 'The __type__ store is closed.', { hint: 'Open it again.' })
}
