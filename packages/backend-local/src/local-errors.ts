import { isNexusError, NexusError, quoteKey } from '@nexusfs/core/kit'

interface Translation {
  readonly code: NexusError['code']
  readonly found: string
  readonly hint: string
}

/** What each system error means to a caller (errno(3)). */
const TRANSLATIONS: Readonly<Record<string, Translation>> = {
  ENOSPC: full('the disk is full'),
  EDQUOT: full('the disk quota is used up'),
  EACCES: denied('the folder or file does not allow it'),
  EPERM: denied('the system does not allow it'),
  EROFS: denied('the disk is mounted read-only'),
  ELOOP: denied('it is a symbolic link, and links are not followed'),
  ENOTDIR: {
    code: 'NOT_A_DIRECTORY',
    found: 'a part of the key is a file',
    hint: 'Choose a key that does not go through a file, or delete that file.',
  },
  EISDIR: {
    code: 'IS_A_DIRECTORY',
    found: 'other keys lie below it',
    hint: 'Choose another key, or delete the keys below it.',
  },
  ENAMETOOLONG: {
    code: 'PATH_TOO_LONG',
    found: 'the file name is longer than this disk takes',
    hint: 'Use a shorter path, or a shorter root.',
  },
  EFBIG: {
    code: 'TOO_LARGE',
    found: 'the file is larger than this disk or the limit of the process takes',
    hint: 'Raise the limit, or use another disk.',
  },
  EXDEV: {
    code: 'NOT_SUPPORTED',
    found: 'its folder lies on another disk than the root',
    hint: 'Give that disk a mount of its own, with its folder as root.',
  },
  EMFILE: busy('the process has too many open files'),
  ENFILE: busy('the system has too many open files'),
  EIO: unavailable('the disk reported a read or write error'),
  ESTALE: unavailable('the network folder was lost'),
}

/** What a call was about, for the message. */
export interface CallSubject {
  /** `Cannot read`, `Cannot write`: the beginning of the message. */
  readonly what: string
  readonly key: string
}

/** A system error as a `NexusError`; one that is a `NexusError` already stays. */
export function localError(error: unknown, { what, key }: CallSubject): NexusError {
  if (isNexusError(error)) return error
  const { code } = (error ?? {}) as { code?: unknown }
  const known = typeof code === 'string' ? TRANSLATIONS[code] : undefined
  if (known === undefined) {
    return new NexusError('INTERNAL', `Cannot ${what} ${quoteKey(key)}: ${reasonOf(code)}.`, {
      hint: 'The cause says more.',
      cause: error,
    })
  }
  const { found, hint } = known
  return new NexusError(known.code, `Cannot ${what} ${quoteKey(key)}: ${found}.`, {
    hint,
    cause: error,
  })
}

/** The `BACKEND_DENIED` of a symbolic link, device, fifo or socket at or on the way to a key. */
export function notOrdinary(location: string, kind: string): NexusError {
  return new NexusError(
    'BACKEND_DENIED',
    `${location} is ${kind}, which the local backend does not touch.`,
    {
      hint: 'Remove it, or put an ordinary file or folder in its place.',
    },
  )
}

/** The code of a system error. */
export function systemCode(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' ? code : undefined
}

/** An error as the system would give it, for what we found out ourselves. */
export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code })
}

function reasonOf(code: unknown): string {
  return typeof code === 'string' ? `the system answered ${code}` : 'an unexpected error'
}

function full(found: string): Translation {
  return { code: 'NO_SPACE', found, hint: 'Free space and try again; nothing half-done was left.' }
}

function denied(found: string): Translation {
  return {
    code: 'BACKEND_DENIED',
    found,
    hint: 'Check owner and permissions of the folder, or choose another root.',
  }
}

function busy(found: string): Translation {
  return { code: 'BUSY', found, hint: 'Close unread streams, or raise the limit, and try again.' }
}

function unavailable(found: string): Translation {
  return { code: 'UNAVAILABLE', found, hint: 'Look at the system log for the state of the disk.' }
}
