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
import { identityOf } from './mapped-history.ts'
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
  for (const [index, change] of files.entries()) await planFile(planning, change, seen[index])
  for (const change of changes)
    if (change.type === 'directory') await planDirectory(planning, change)
  const identity = identityOf(mount)
  const steps = [...planning.files, ...planning.marks].map(
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

async function planFile(
  planning: Planning,
  change: UndoChange,
  known: Observation | undefined,
): Promise<void> {
  const { files, later, left } = planning
  const { node, before, after, restore, content, operations } = change
  const { content: newContent, place, ...rest } = restore
  const isMoved = before !== undefined && after !== undefined && before.text !== after.text
  const isWritten = after !== undefined && (before === undefined || newContent !== undefined)
  if (!isMoved && !isWritten && after !== undefined) return
  const reason = await reasonToLeave(planning, change, known, isMoved, isWritten)
  const path = (before ?? after)?.text as string
  if (reason !== undefined) {
    left.set(node, { path, reason })
    return
  }
  later.add(node)
  const common = { node, operations }
  if (after === undefined) files.push({ ...common, kind: 'delete', path, restore, seen: known })
  else if (isMoved) {
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
  { before, after, content }: UndoChange,
  known: Observation | undefined,
  isMoved: boolean,
  isWritten: boolean,
): Promise<LeftFile['reason'] | undefined> {
  if (before !== undefined) {
    const now = await look(mount, before)
    if (known === undefined || now === undefined || !isSameObject(now, known)) return 'changed'
  }
  const isNewPlace = after !== undefined && (before === undefined || isMoved)
  if (isNewPlace && (await look(mount, after)) !== undefined) return 'changed'
  return isWritten && !(await isKept(context, content)) ? 'notKept' : undefined
}

async function look(mount: Mount, path: VirtualPath): Promise<Observation | undefined> {
  const info = await mount.backend.head(keyOf(mount, path))
  return info && observationOf(info)
}

/** Whether bytes of a past state can be had once the object has others. */
async function isKept({ store }: TreeContext, { content }: NodeRow): Promise<boolean> {
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
