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
import type { LeftFile, PlannedUndo, UndoChange } from '../trees/mapped/ledger.ts'
import { commonPath } from './common-path.ts'
import type { PlannedNode } from './plan-node.ts'
import type { PlannedPaths } from './plan-paths.ts'
import type { Skip, UndoPlan } from './plan-undo.ts'
import { planWhole } from './plan-whole.ts'
import { sayTooLong } from './too-long.ts'
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

/** The part of an undo that changes objects of mapped trees. */
export interface MappedUndo {
  /** Divides changes between the commit and the steps after it. Those of managed trees are not its own. */
  plan(changes: readonly UndoChange[]): Promise<PlannedUndo>
  /** Does the steps. Gives the files that were left. */
  run(): Promise<readonly LeftFile[]>
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
  /** What lies in mapped trees, which the commit leaves to steps after it; absent where there are none. */
  readonly mapped?: MappedUndo | undefined
}

/** What an undo did, or would do. */
export interface Undone {
  readonly operationId?: string | undefined
  readonly undone: readonly OperationRow[]
  readonly skipped: readonly Skip[]
  readonly changes: readonly TreeChange[]
  /** Files of mapped trees that stay as they are. */
  readonly left: readonly LeftFile[]
}

/**
 * Takes operations back in one commit, or says what that would do.
 * @throws `UNDO_CONFLICT`, `HISTORY_EXPIRED`, `NOT_SUPPORTED`, `BUSY`, and what `checkPlace` throws.
 */
export async function undoOperations(context: TreeContext, request: UndoRequest): Promise<Undone> {
  const { draft, dryRun } = request
  const outside = new Set<Id>()
  for (let attempt = 0; attempt < ATTEMPTS; ) {
    if (attempt > 0) await pauseBefore(context, attempt)
    const question = questionOf(context, request, outside)
    const { plan, paths } = await planWhole(question, dryRun || attempt > 0)
    const restores = plan.touched.map((node) => node.restore())
    const wanted = plan.touched.filter((_, index) => restores[index] !== undefined)
    const mapped = await planMapped(request, plan, paths, wanted)
    const lost = wholesOutside(plan, mapped.left)
    for (const { id } of lost) outside.add(id)
    if (lost.length > 0) continue
    const { undone } = plan
    const skipped = [...plan.skipped, ...skippedOutside(request, outside)]
    const left = [...mapped.left.values()]
    const changed = wanted.filter(({ id }) => !mapped.left.has(id))
    await checkPlaces(request, changed, paths)
    const changes = changesOf(changed, paths)
    if (dryRun || undone.length === 0) return { undone, skipped, changes, left }
    const inCommit = restores.map((restore) =>
      restore !== undefined && (mapped.later.has(restore.node) || mapped.left.has(restore.node))
        ? undefined
        : restore,
    )
    const batch = batchOf(request, plan, inCommit, commonPath(changes, undone), mapped)
    const result = await sendBatch(context, batch, batch.operations[0]?.path as string)
    if (result.ok) {
      left.push(...((await request.mapped?.run()) ?? []))
      return { operationId: draft.id, undone, skipped, changes, left }
    }
    checkFailure(result)
    attempt += 1
  }
  throw new NexusError('BUSY', `Others changed the same ${ATTEMPTS} times while it was undone.`, {
    hint: 'Try again.',
  })
}

/** Nothing lies in mapped trees. */
const NOT_MAPPED: PlannedUndo = {
  later: new Set(),
  left: new Map(),
  mutations: [],
  operations: [],
}

async function planMapped(
  { mapped }: UndoRequest,
  { changedBy, undone }: UndoPlan,
  paths: PlannedPaths,
  nodes: readonly PlannedNode[],
): Promise<PlannedUndo> {
  if (mapped === undefined || nodes.length === 0) return NOT_MAPPED
  const operationsOf = new Map<PlannedNode, Id[]>()
  for (const { id } of undone)
    for (const node of changedBy.get(id) ?? []) {
      const known = operationsOf.get(node)
      if (known === undefined) operationsOf.set(node, [id])
      else known.push(id)
    }
  return mapped.plan(
    nodes.map((node) => ({
      node: node.id,
      type: node.type,
      before: paths.before(node),
      after: paths.after(node),
      restore: node.restore() as NodeRestore,
      content: node.facets.content,
      operations: operationsOf.get(node) ?? [],
    })),
  )
}

/** Operations of whose files others have changed all. */
function wholesOutside(
  { undone, changedBy }: UndoPlan,
  left: PlannedUndo['left'],
): readonly OperationRow[] {
  if (left.size === 0) return []
  return undone.filter(({ id }) => {
    const files = (changedBy.get(id) ?? []).filter(({ type }) => type === 'file')
    return files.length > 0 && files.every((file) => left.has(file.id))
  })
}

function skippedOutside({ operations }: UndoRequest, outside: ReadonlySet<Id>): readonly Skip[] {
  return operations
    .filter(({ id }) => outside.has(id))
    .map((operation) => ({ operation, reason: 'changedOutside' }))
}

function questionOf({ store }: TreeContext, request: UndoRequest, outside: ReadonlySet<Id>) {
  const { space, draft, pinned, signal } = request
  const operations = request.operations.filter(({ id }) => !outside.has(id))
  const onSkip = (skip: Skip) => refuse(request, skip)
  return { store, space, operations, by: draft.id, pinned, onSkip, signal }
}

/** What is skipped may end the whole. */
function refuse({ onConflict, isSingle }: UndoRequest, skip: Skip) {
  const { operation, reason, conflicts, tooLong } = skip
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
  if (tooLong !== undefined)
    throw new NexusError(
      'UNDO_CONFLICT',
      `The ${what} cannot be undone: ${sayTooLong(tooLong)}, since later operations moved what is above it${named}.`,
      { path, hint: 'Undo those first, or move the directory to a shorter path.' },
    )
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

function batchOf(
  request: UndoRequest,
  plan: UndoPlan,
  restores: readonly (NodeRestore | undefined)[],
  path: string,
  mapped: PlannedUndo,
): Batch {
  const { space, draft } = request
  const steps = mapped.operations
  const details: JsonObject = {
    operations: plan.undone.map(({ id }) => id),
    ...(steps.length > 0 && { steps }),
  }
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
      ...mapped.mutations,
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
