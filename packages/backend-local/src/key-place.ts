import { NexusError, quoteKey } from '@nexusfs/core/kit'

/** The name that no key may have as a segment. At the root it is the backend's own folder. */
export const RESERVED = '.nexusfs'

/** Where an object lies: the folders below the root, and the name in the last of them. */
export interface Place {
  readonly key: string
  readonly folders: readonly string[]
  readonly name: string
}

/** The place of a key that the bucket has checked and that is no marker. @throws `INVALID_ARGUMENT` for the reserved segment. */
export function placeOf(key: string): Place {
  const folders = segmentsOf(key)
  const name = folders.pop() as string
  return { key, folders, name }
}

/** The folder that a directory marker stands for. @throws `INVALID_ARGUMENT` for the reserved segment. */
export function folderOf(key: string): readonly string[] {
  return segmentsOf(key.slice(0, -1))
}

function segmentsOf(key: string): string[] {
  const segments = key.split('/')
  if (!segments.includes(RESERVED)) return segments
  throw new NexusError(
    'INVALID_ARGUMENT',
    `Key ${quoteKey(key)} is not allowed: "${RESERVED}" is the local backend's own folder.`,
    { hint: 'Use another name.' },
  )
}
