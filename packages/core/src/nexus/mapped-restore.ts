import type { TreeChange, TreeChangeSide } from '../history/index.ts'
import type { Sequence } from '../spec/index.ts'
import type { PastFile } from '../trees/mapped/history-past.ts'
import type { TreeNode } from '../trees/tree.ts'
import { createMappedPast } from './mapped-past.ts'
import { sourceOf } from './mapped-rollback.ts'
import type { Located, Session } from './session.ts'
import type { RestoreOptions, RestoreResult } from './types.ts'

/**
 * A file of a mapped tree becomes what it was when it last passed through us by then.
 * @throws `NOT_SUPPORTED` for directories, and for files of which nothing had.
 */
export async function restoreMapped(
  session: Session,
  located: Located,
  at: Sequence,
  { dryRun = false, signal }: RestoreOptions,
): Promise<RestoreResult> {
  const { mount, path, tree } = located
  const past = createMappedPast(session.parts)
  const present = await tree.find(located, { signal })
  const then = await past.find(mount, located, at)
  const file = then && (await past.open(mount, located, { at }))
  const changes = changesOf(path.text, present, file)
  if (dryRun) return { path: path.text, count: changes.length, changes }
  if (changes.length === 0) return { path: path.text, count: 0 }
  const operation = session.draft('restore', path)
  const change = session.change(operation, signal)
  if (file === undefined) await tree.delete(located, {}, change)
  else await tree.write(located, sourceOf(file), { contentType: file.contentType }, change)
  return { path: path.text, operationId: operation.id, count: changes.length }
}

function changesOf(
  path: string,
  present: TreeNode | undefined,
  past: PastFile | undefined,
): readonly TreeChange[] {
  const before = present && { before: sideOf(present) }
  const after = past && { after: sideOf(past) }
  if (before === undefined && after === undefined) return []
  const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
  const facets = change === 'changed' && { facets: ['content'] as const }
  return [{ path, type: 'file', change, ...facets, ...before, ...after }]
}

function sideOf({
  version,
  etag,
  size,
}: Pick<TreeNode, 'version' | 'etag' | 'size'>): TreeChangeSide {
  return { version, size, ...(etag !== undefined && { etag }) }
}
