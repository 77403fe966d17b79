import type { Mount } from '../../mounts/index.ts'
import { childPath, type VirtualPath } from '../../path/index.ts'
import type { Id, Mutation, NodeRow } from '../../spec/index.ts'
import type { TreeContext } from '../managed/index.ts'
import { locatorOf } from './history-locator.ts'
import { keyOf } from './keys.ts'
import {
  type LeftFile,
  type Observation,
  observationOf,
  type PlannedUndo,
  type UndoChange,
  type UndoDraft,
} from './ledger.ts'
import { isSameObject } from './ledger-known.ts'
import { observationsOf, thisProcess } from './ledger-records.ts'
import { historyOf, identityOf } from './mapped-history.ts'
import { putStep, type UndoStep } from './undo-steps.ts'

/** Children of one answer. */
const PAGE = 1000

type NewStep = Omit<UndoStep, 'mount' | 'order' | 'id' | 'draft' | 'owner' | 'begun'>

/** What is shared while the changes of one undo in one mount are gone through. */
interface Planning {
  readonly context: TreeContext
  readonly mount: Mount
  readonly files: NewStep[]
  readonly marks: NewStep[]
  readonly later: Set<Id>
  readonly left: Map<Id, LeftFile>
}

/**
 * Plans the steps of an undo in one mount. Rows of directories that come back or move are the commit's own; objects, and
 * directories that end, come after it.
 */
export async function planUndoSteps(
  context: TreeContext,
  mount: Mount,
  changes: readonly UndoChange[],
  draft: UndoDraft,
  now: number,
): Promise<PlannedUndo> {
  const planning: Planning = {
    context,
    mount,
    files: [],
    marks: [],
    later: new Set(),
    left: new Map(),
  }
  const files = changes.filter(({ type }) => type === 'file')
  const seen = await observationsOf(
    context.store,
    files.map(({ node }) => node),
  )
  const known = new Map(files.map(({ node }, index) => [node, seen[index]]))
  await findLeft(planning, files, known)
  for (const change of files) planFile(planning, change, known.get(change.node))
  for (const change of changes)
    if (change.type === 'directory') await planDirectory(planning, change)
  const identity = identityOf(mount)
  const steps = [...inOrder(planning.files), ...planning.marks].map(
    (step, index): UndoStep => ({
      ...step,
      mount: identity,
      order: `${draft.id}/${identity.slice(0, 16)}/${String(index).padStart(8, '0')}`,
      id: context.newId(),
      draft,
      owner: thisProcess(),
      begun: now,
    }),
  )
  const isLogged = ({ restore }: UndoStep) => restore !== undefined
  return {
    later: planning.later,
    left: planning.left,
    mutations: steps.map(putStep) satisfies readonly Mutation[],
    operations: steps.filter(isLogged).map(({ id }) => id),
  }
}

/** How a change changes the object of a file. */
function deedOf({ before, after, restore }: UndoChange) {
  const isMoved = before !== undefined && after !== undefined && before.text !== after.text
  const isWritten = after !== undefined && (before === undefined || restore.content !== undefined)
  const isEnded = after === undefined
  const isNone = !isMoved && !isWritten && !isEnded
  return { isMoved, isWritten, isEnded, isNone }
}

/** Finds files that stay as they are, and with them those that would come to where one of them is. */
async function findLeft(
  planning: Planning,
  files: readonly UndoChange[],
  known: ReadonlyMap<Id, Observation | undefined>,
): Promise<void> {
  const { left } = planning
  const leaving = new Map<string, UndoChange>()
  for (const change of files) {
    const { isMoved, isEnded } = deedOf(change)
    if (change.before !== undefined && (isMoved || isEnded)) leaving.set(change.before.text, change)
  }
  const leave = (change: UndoChange, reason: LeftFile['reason']): void => {
    const { node, before, after } = change
    left.set(node, { path: (before ?? after)?.text as string, reason })
  }
  for (const change of files) {
    const reason = await reasonToLeave(planning, change, known.get(change.node), leaving)
    if (reason !== undefined) leave(change, reason)
  }
  for (let size = -1; size !== left.size; ) {
    size = left.size
    for (const change of files) {
      const inTheWay = change.after && leaving.get(change.after.text)
      if (inTheWay === undefined || inTheWay === change || left.has(change.node)) continue
      if (left.has(inTheWay.node)) leave(change, 'changed')
    }
  }
}

function planFile(planning: Planning, change: UndoChange, known: Observation | undefined): void {
  const { files, later, left } = planning
  const { node, before, after, restore, content, operations } = change
  const { content: newContent, place, ...rest } = restore
  const { isMoved, isWritten, isNone } = deedOf(change)
  if (isNone || left.has(node)) return
  later.add(node)
  const common = { node, operations }
  if (after === undefined) {
    if (before !== undefined)
      files.push({ ...common, kind: 'delete', path: before.text, restore, seen: known })
    return
  }
  if (isMoved && before !== undefined) {
    const moved = isWritten ? { node, place } : restore
    const from = before.text
    files.push({ ...common, kind: 'rename', path: after.text, from, restore: moved, seen: known })
  }
  if (!isWritten) return
  const written = isMoved ? { ...rest, node, content: newContent } : restore
  const seen = isMoved ? { moved: true } : { seen: known }
  files.push({ ...common, kind: 'write', path: after.text, restore: written, content, ...seen })
}

/** Why a file stays as it is: others changed it since, something is in its place, or its bytes are gone. */
async function reasonToLeave(
  { context, mount }: Planning,
  change: UndoChange,
  known: Observation | undefined,
  leaving: ReadonlyMap<string, UndoChange>,
): Promise<LeftFile['reason'] | undefined> {
  const { before, after, content } = change
  const { isMoved, isWritten, isNone } = deedOf(change)
  if (isNone) return undefined
  if (before !== undefined) {
    const now = await look(mount, before)
    if (known === undefined || now === undefined || !isSameObject(now, known)) return 'changed'
  }
  const isNewPlace = after !== undefined && (before === undefined || isMoved)
  const isFreed = after !== undefined && leaving.has(after.text)
  if (isNewPlace && !isFreed && (await look(mount, after)) !== undefined) return 'changed'
  return isWritten && !(await isKept(context, mount, content)) ? 'notKept' : undefined
}

/** What leaves a place goes before what comes to it; of a ring nobody can be first, and its steps find that out. */
function inOrder(steps: readonly NewStep[]): readonly NewStep[] {
  const ordered = steps.filter(({ kind }) => kind === 'delete')
  let moves = steps.filter(({ kind }) => kind === 'rename' || kind === 'follow')
  while (moves.length > 0) {
    const taken = new Set(moves.map(({ from }) => from))
    const free = moves.filter(({ path }) => !taken.has(path))
    if (free.length === 0) break
    ordered.push(...free)
    moves = moves.filter((step) => !free.includes(step))
  }
  return [...ordered, ...moves, ...steps.filter(({ kind }) => kind === 'write')]
}

async function look(mount: Mount, path: VirtualPath): Promise<Observation | undefined> {
  const info = await mount.backend.head(keyOf(mount, path))
  return info && observationOf(info)
}

/** Whether bytes of a past state can be had once the object has others. */
async function isKept(
  { store }: TreeContext,
  mount: Mount,
  { content }: NodeRow,
): Promise<boolean> {
  if (historyOf(mount) === 'versioning') return true

  const locator = locatorOf(await store.getContent(content as number))
  return locator === undefined || locator.versionId !== undefined
}

async function planDirectory(planning: Planning, change: UndoChange): Promise<void> {
  const { marks, later } = planning
  const { node, before, after, restore, operations } = change
  const common = { node, operations }
  if (after === undefined && before !== undefined) {
    later.add(node)
    marks.push({ ...common, kind: 'unmark', path: before.text, restore })
    // Those within others end first.
    marks.sort((a, b) => b.path.length - a.path.length)
  } else if (after !== undefined && before?.text !== after.text) {
    marks.push({ ...common, kind: 'mark', path: after.text })
    if (before !== undefined) await follow(planning, node, before, after)
  }
}

/** The objects of files below a directory that is moved back go along. */
async function follow(
  planning: Planning,
  directory: Id,
  before: VirtualPath,
  after: VirtualPath,
): Promise<void> {
  const { context, mount, files } = planning
  for await (const rows of childrenOf(context, mount.space, directory)) {
    const inside = rows.filter(({ type }) => type === 'file')
    const seen = await observationsOf(
      context.store,
      inside.map(({ id }) => id),
    )
    for (const [index, { id: node, name }] of inside.entries()) {
      const known = seen[index]
      if (known === undefined || planning.later.has(node)) continue
      const from = childPath(before, name).text
      const path = childPath(after, name).text
      files.push({ kind: 'follow', node, path, from, seen: known, operations: [] })
    }
    for (const { id, name, type } of rows)
      if (type === 'directory')
        await follow(planning, id, childPath(before, name), childPath(after, name))
  }
}

async function* childrenOf(
  { store }: TreeContext,
  space: string,
  directory: Id,
): AsyncGenerator<readonly NodeRow[]> {
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.listChildren(space, directory, { after, limit: PAGE })
    yield page.rows
    after = page.next
    more = after !== undefined
  }
}
