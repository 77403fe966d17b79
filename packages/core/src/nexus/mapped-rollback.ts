import type { Source } from '../spec/index.ts'
import type { PastFile } from '../trees/mapped/history-past.ts'
import { createMappedPast } from './mapped-past.ts'
import type { Located, Session } from './session.ts'
import type { MutationOptions, VersionName, WriteResult } from './types.ts'
import { resultOf } from './write-source.ts'

/** Writes the bytes of a version of a mapped file again; the bucket makes them a new one. */
export async function rollbackMapped(
  session: Session,
  located: Located,
  version: VersionName,
  { ifMatch, ifNoneMatch, signal }: MutationOptions,
): Promise<WriteResult> {
  const past = createMappedPast(session.parts)
  // The look resolves what a crash left, and learns what the bucket can do.
  await located.tree.find(located, { signal })
  const file = await past.open(located.mount, located, { version })
  const operation = session.draft('rollback', located.path, { details: { version } })
  const { contentType } = file
  const fields = { ifMatch, ifNoneMatch, contentType }
  const change = session.change(operation, signal)
  const state = await located.tree.write(located, sourceOf(file), fields, change)
  return resultOf(located, state, operation)
}

/** The bytes of a past file as they are written again. */
export function sourceOf(file: PastFile): Source {
  const { size } = file
  return {
    size,
    rewindable: true,
    open: (start = 0) => file.bytes({ start, end: size }),
  }
}
