import { NexusError, quoteKey } from '@nexusfs/core/kit'

/**
 * The name that no key may have as a segment. At the root it is the backend's own folder; in any other folder it is
 * the empty file that stands for the directory marker.
 */
export const RESERVED = '.nexusfs'

/** Where an object lies: the folders below the root, and the name in the last of them. */
export interface Place {
  readonly key: string
  readonly folders: readonly string[]
  readonly name: string
}

/** The place of a key that the bucket has checked. @throws `INVALID_ARGUMENT` for a key with the reserved segment. */
export function placeOf(key: string): Place {
  const segments = key.split('/')
  if (segments.includes(RESERVED)) throw reserved(key)
  const name = segments.pop() as string
  return { key, folders: segments, name: name === '' ? RESERVED : name }
}

function reserved(key: string): NexusError {
  return new NexusError(
    'INVALID_ARGUMENT',
    `Key ${quoteKey(key)} is not allowed: "${RESERVED}" is the local backend's own folder.`,
    { hint: 'Use another name.' },
  )
}
