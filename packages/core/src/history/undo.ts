import { setImmediate as nextTurn } from 'node:timers/promises'
import { NexusError } from '../errors/index.ts'
import type { VirtualPath } from '../path/index.ts'
import type {
  Batch,
  CommitResult,
  Id,
  JsonObject,
  NodeRestore,
  OperationDraft,
  OperationRow,
  Precondition,
} from '../spec/index.ts'
import { pauseBefore, sendBatch, type TreeContext } from '../trees/managed/index.ts'
import type { PlannedNode } from './plan-node.ts'
import { findPlannedPaths, type PlannedPaths } from './plan-paths.ts'
import { planUndo, type Skip, type UndoPlan } from './plan-undo.ts'
import { holdsTogether } from './plan-whole.ts'
import { type TreeChange, treeChanges } from './tree-change.ts'
import type { UndoSelection } from './undo-targets.ts'

/** How often an undo is planned before it gives up. */
const ATTEMPTS = 8

/** A place that an undo changes. */
export interface UndonePlace {
  readonly path: VirtualPath
  readonly type: 'file' | 'directory'
  /** Something leaves it, rather than changes in it or comes to it. */
  readonly isLeft: boolean
}

/** An undo that is asked for. */
export interface UndoRequest extends UndoSelection {
  readonly onConflict: 'fail' | 'skip'
  readonly dryRun: boolean
  readonly signal?: AbortSignal | undefined
  /** The undo's id and who does it. */
  readonly draft: Omit<OperationDraft, 'path' | 'details'>
  /** Directories that stay where an operation made them on the way to something else. */
  readonly pinned: ReadonlySet<Id>
  /** Refuses a change that the caller may not make. */
  readonly checkPlace: (place: UndonePlace) => void
}

/** What an undo did, or would do. */
export interface Undone {
  readonly operationId?: string | undefined
  readonly undone: readonly OperationRow[]
  readonly skipped: readonly Skip[]
  readonly changes: readonly TreeChange[]
}

/**
 * Takes operations back in one commit, or says what that would do.
 * @throws `UNDO_CONFLICT`, `HISTORY_EXPIRED`, `NOT_SUPPORTED`, `BUSY`, and what `checkPlace` throws.
 */
export async function undoOperations(context: TreeContext, request: UndoRequest): Promise<Undone> {
  const { space, draft, dryRun } = request
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await pauseBefore(context, attempt)
    const plan = await planTogether(context, request, dryRun || attempt > 0)
    const { undone, skipped } = plan
    const paths = await findPlannedPaths(context.store, space, plan.nodes, plan.touched)
    const restores = plan.touched.map((node) => node.restore())
    const changed = plan.touched.filter((_, index) => restores[index] !== undefined)
    await checkPlaces(request, changed, paths)
    const changes = changesOf(changed, paths)
    if (dryRun || undone.length === 0) return { undone, skipped, changes }
    const batch = batchOf(request, plan, restores, commonPath(changes, undone))
    const result = await sendBatch(context.store, batch, batch.operations[0]?.path as string)
    if (result.ok) return { operationId: draft.id, undone, skipped, changes }
    checkFailure(result)
  }
  throw new NexusError('BUSY', `Others changed the same ${ATTEMPTS} times while it was undone.`, {
    hint: 'Try again.',
  })
}

/**
 * What is undone is one change, so only the tree that comes out has to hold together; what stands in the way is looked
 * for operation by operation where it does not.
 * @param isDoubted - finds out whether it does; else the commit will.
 */
async function planTogether(
  context: TreeContext,
  request: UndoRequest,
  isDoubted: boolean,
): Promise<UndoPlan> {
  const plan = await planUndo(questionOf(context, request, false))
  if (!isDoubted || (await holdsTogether(context.store, request.space, plan))) return plan
  return planUndo(questionOf(context, request, true))
}

function questionOf({ store }: TreeContext, request: UndoRequest, careful: boolean) {
  const { space, operations, draft, pinned, signal } = request
  const onSkip = (skip: Skip) => refuse(request, skip)
  return { store, space, operations, by: draft.id, careful, pinned, onSkip, signal }
}

/** What is skipped may end the whole. */
function refuse({ onConflict, isSingle }: UndoRequest, { operation, reason, conflicts }: Skip) {
  const what = `${operation.type} of ${operation.path} (operation ${operation.id})`
  const { path } = operation
  if (reason === 'notUndoable' && isSingle)
    throw new NexusError('NOT_SUPPORTED', `The ${what} changed nothing that can be taken back.`, {
      path,
      hint: 'List the operations to find the one that is meant.',
    })
  if (onConflict === 'skip') return
  if (reason === 'expired')
    throw new NexusError(
      'HISTORY_EXPIRED',
      `The ${what} cannot be undone: what was there before it is no longer kept.`,
      { path, hint: 'A longer `retention` keeps more from now on; a snapshot keeps a directory.' },
    )
  if (reason !== 'conflict') return
  const named = conflicts?.length ? `: ${conflicts.join(', ')}` : ''
  throw new NexusError(
    'UNDO_CONFLICT',
    `The ${what} cannot be undone: later operations changed the same${named}.`,
    {
      path,
      hint: isSingle
        ? 'Undo those first, or all of them in one call.'
        : "Undo those first, or pass { onConflict: 'skip' } to undo the rest.",
    },
  )
}

async function checkPlaces(
  { checkPlace }: UndoRequest,
  nodes: readonly PlannedNode[],
  paths: PlannedPaths,
): Promise<void> {
  for (const [index, node] of nodes.entries()) {
    if (index % 1000 === 999) await nextTurn()
    const { type } = node
    const before = paths.before(node)
    const after = paths.after(node)
    const isLeft = before !== undefined && before.text !== after?.text
    if (before !== undefined) checkPlace({ path: before, type, isLeft })
    if (after !== undefined && after.text !== before?.text)
      checkPlace({ path: after, type, isLeft: false })
  }
}

function changesOf(nodes: readonly PlannedNode[], paths: PlannedPaths): readonly TreeChange[] {
  const rows = nodes.map((node) => ({ node, before: node.present, after: node.after() }))
  const nodeOf = new Map(
    rows.flatMap(({ node, before, after }) => [[before, node] as const, [after, node] as const]),
  )
  const pathIn = (side: 'before' | 'after') => (row: object) => {
    const node = nodeOf.get(row as PlannedNode['present'])
    return node && paths[side](node)?.text
  }
  return treeChanges(rows, pathIn('before'), pathIn('after'))
}

/** The one path that is changed, directories on the way to it apart; else the directory above all of them. */
function commonPath(changes: readonly TreeChange[], undone: readonly OperationRow[]): string {
  const all = new Set(changes.flatMap(({ path, previousPath }) => [path, previousPath ?? path]))
  let deepest = ''
  for (const text of all) if (text.length > deepest.length) deepest = text
  let common = deepest === '' ? (undone[0]?.path ?? '/') : deepest
  for (const text of all) {
    if (common === deepest && isAbove(text, deepest)) continue
    while (common !== '' && !isAbove(common, text))
      common = common.slice(0, common.lastIndexOf('/'))
  }
  return common === '' ? '/' : common
}

function isAbove(text: string, below: string): boolean {
  return text === below || (below.startsWith(text) && below[text.length] === '/')
}

function batchOf(
  request: UndoRequest,
  plan: UndoPlan,
  restores: readonly (NodeRestore | undefined)[],
  path: string,
): Batch {
  const { space, draft } = request
  const details: JsonObject = { operations: plan.undone.map(({ id }) => id) }
  const nodes = restores.filter((restore) => restore !== undefined)
  const unchanged = plan.touched.map(
    ({ id, present }): Precondition => ({
      kind: 'unchanged',
      node: id,
      from: present?.from ?? null,
    }),
  )
  const { conditions, mutations } = plan.records.plan()
  return {
    space,
    operations: [{ ...draft, path, details }],
    preconditions: [...conditions, ...unchanged],
    mutations: [
      ...(nodes.length === 0 ? [] : [{ kind: 'restoreNodes', nodes } as const]),
      ...mutations,
    ],
  }
}

/** A state that is gone will not come back; all else is planned again. */
function checkFailure(result: Exclude<CommitResult, { ok: true }>): void {
  if (result.failed !== 'structure' || result.problem !== 'stateMissing') return
  throw new NexusError(
    'HISTORY_EXPIRED',
    'It cannot be undone: what was there before it is no longer kept.',
    { hint: 'A longer `retention` keeps more from now on; a snapshot keeps a directory.' },
  )
}
