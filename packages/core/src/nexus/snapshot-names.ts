import { NexusError } from '../errors/index.ts'
import { getSnapshot, isSnapshotName, type StoredSnapshot } from '../history/index.ts'
import { DEFAULT_SPACE } from '../path/index.ts'
import { pastContext } from './moment.ts'
import type { Session } from './session.ts'

/** Longest description, in UTF-16 units. */
const MAX_DESCRIPTION = 4_096

/** The snapshot of that name. @throws `INVALID_ARGUMENT`, `NOT_FOUND`. */
export async function getNamed(session: Session, name: string): Promise<StoredSnapshot> {
  checkName(name)
  return getSnapshot(pastContext(session), ownSpace(session), name)
}

/** The space of what the caller does without naming a path. */
export function ownSpace({ principal }: Session): string {
  return principal.tenant ?? DEFAULT_SPACE
}

/** @throws `INVALID_ARGUMENT`. */
export function checkName(name: unknown): void {
  if (isSnapshotName(name)) return
  throw new NexusError(
    'INVALID_ARGUMENT',
    `${(JSON.stringify(name) ?? String(name)).slice(0, 200)} cannot be the name of a snapshot.`,
    { hint: 'Use 1 to 128 of A-Z a-z 0-9 . _ -, and no id and no date.' },
  )
}

/** @throws `INVALID_ARGUMENT`. */
export function checkDescription(description: unknown): void {
  const isSound =
    description === undefined ||
    (typeof description === 'string' &&
      description.length <= MAX_DESCRIPTION &&
      description.isWellFormed())
  if (isSound) return
  throw new NexusError('INVALID_ARGUMENT', 'The description of a snapshot is not valid.', {
    hint: `Give text of at most ${MAX_DESCRIPTION} characters.`,
  })
}
