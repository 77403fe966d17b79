import type { ContentContext } from '../../content/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import type { Backend, OperationDraft } from '../../spec/index.ts'

/** A path that access and mounts have let pass: the space it lies in and the backend for new content. */
export interface Place {
  readonly space: string
  readonly path: VirtualPath
  readonly backend: Backend
}

/** What the functions of a managed tree work on. */
export type TreeContext = ContentContext

/** Who changes something, and the log row it leaves. */
export interface Change {
  readonly operation: OperationDraft
  readonly createdBy: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** What a change of one place is committed with. */
export function commitOf(place: Place, change: Change) {
  return {
    space: place.space,
    operations: [change.operation],
    path: place.path.text,
    signal: change.signal,
  }
}
