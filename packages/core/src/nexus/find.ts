import { parsePath, ROOT_PATH, type VirtualPath } from '../path/index.ts'
import { ROOT_ID, type Sequence } from '../spec/index.ts'
import { structuralEntry } from './entries.ts'
import type { Located, Session } from './session.ts'
import type { Entry } from './types.ts'

/**
 * The entry at a path, now or at a settled sequence; `undefined` when there is none.
 * @throws `HISTORY_EXPIRED`.
 */
export function find(session: Session, text: string, at?: Sequence): Promise<Entry | undefined> {
  return findAt(session, parsePath(text), at)
}

/** The same for a path that was parsed. */
export async function findAt(
  session: Session,
  path: VirtualPath,
  at?: Sequence,
): Promise<Entry | undefined> {
  const located = session.place(path, 'read')
  if (path.segments.length === 0) return rootEntry(session, located.space, at)
  const entry = await located.tree.find(located, { at })
  if (entry !== undefined) return entry
  return existsAnyway(session, located) ? structuralEntry(path) : undefined
}

/** Whether a place that its tree does not know is a directory by structure, or since something is mounted below it. */
export function existsAnyway(session: Session, { space, path, tree }: Located): boolean {
  if (session.isStructural(path)) return true
  return !tree.listsMountPoints && session.parts.mounts.namesBelow(space, path).length > 0
}

/** The root as the caller's space knows it. */
async function rootEntry(
  { parts: { store } }: Session,
  space: string,
  at: Sequence | undefined,
): Promise<Entry> {
  if (at !== undefined) return structuralEntry(ROOT_PATH)
  const [time] = await store.newestChanges(space, [ROOT_ID])
  return { ...structuralEntry(ROOT_PATH), modifiedAt: time ?? 0 }
}
