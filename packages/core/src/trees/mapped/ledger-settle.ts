import type { PreparedContent } from '../../content/index.ts'
import type { Id, JsonObject, NodeRow, OperationDraft } from '../../spec/index.ts'
import { commitPlanned, type Plan, type TreeContext } from '../managed/index.ts'
import type {
  DirectoryChange,
  MappedChange,
  ObjectChange,
  Observation,
  Outcome,
  Settled,
} from './ledger.ts'
import { Assembly, nameOf } from './ledger-assembly.ts'
import { knownOf } from './ledger-known.ts'
import { deleteIntent, putObservation } from './ledger-records.ts'
import { externalState, takeBytes } from './ledger-take-in.ts'
import { historyOf, type LedgerContext } from './mapped-history.ts'

/** What a settled change says of itself besides. */
export interface SettleOptions {
  readonly details?: JsonObject | undefined
  /** The intent stays written down. */
  readonly keepsIntent?: boolean | undefined
}

type Transfer = Extract<ObjectChange, { action: 'copy' | 'rename' }>

/** Logs a change that was made, with its nodes, and strikes it out, in one commit. */
export async function settleChange(
  context: LedgerContext,
  change: MappedChange,
  outcome: Outcome,
  options: SettleOptions = {},
): Promise<Settled> {
  const { mount, operation } = change
  const { details = {}, keepsIntent = false } = options
  const commit = {
    space: mount.space,
    operations: [detailed(operation, { ...detailsOf(change, outcome), ...details })],
    path: operation.path,
  }
  let nodes: readonly (Id | undefined)[] = []
  let isStale = false
  await commitPlanned(context, commit, async (): Promise<Plan> => {
    const assembly = new Assembly(context, mount.space, change.createdBy)
    nodes = await assemble(assembly, change, outcome, isStale)
    if (!keepsIntent) assembly.add(deleteIntent(operation.id))
    return assembly.plan((problem) => {
      isStale ||= problem === 'contentMissing'
      return undefined
    })
  })
  return { nodes: await rowsOf(context, mount.space, nodes) }
}

/** Without history a change cannot be taken back, and the log says so. */
function detailsOf({ mount, objects }: MappedChange, { left, done }: Outcome): JsonObject {
  const history = historyOf(mount)
  const versionId = objects.length === 1 ? left[0]?.versionId : undefined
  return {
    ...(history === 'none' && { history }),
    ...(versionId !== undefined && { versionId }),
    ...(done?.includes(false) && { changed: done.filter(Boolean).length, of: done.length }),
  }
}

function detailed(operation: OperationDraft, more: JsonObject): OperationDraft {
  if (Object.keys(more).length === 0) return operation
  return { ...operation, details: { ...operation.details, ...more } }
}

async function rowsOf(
  { store }: TreeContext,
  space: string,
  ids: readonly (Id | undefined)[],
): Promise<readonly (NodeRow | undefined)[]> {
  const wanted = ids.filter((id) => id !== undefined)
  if (wanted.length === 0) return ids.map(() => undefined)
  const rows = await store.getNodes(space, wanted)
  const found = new Map(rows.flatMap((row) => (row === undefined ? [] : [[row.id, row] as const])))
  return ids.map((id) => (id === undefined ? undefined : found.get(id)))
}

/** Gives the ids of the nodes at the objects' places. */
async function assemble(
  assembly: Assembly,
  change: MappedChange,
  { left, done }: Outcome,
  isStale: boolean,
): Promise<readonly (Id | undefined)[]> {
  const { objects, directories = [] } = change
  const isWhole = done === undefined || done.every(Boolean)
  const renamed = directories.filter(({ action }) => action === 'rename')
  const nodes: (Id | undefined)[] = []
  if (isWhole) for (const directory of renamed) await changeDirectory(assembly, directory)
  for (const [index, object] of objects.entries()) {
    const isDone = done === undefined || done[index] === true
    nodes.push(
      isDone ? await changeObject(assembly, change, object, left[index], isStale) : undefined,
    )
  }
  for (const directory of isWhole ? directories : [])
    if (directory.action !== 'rename') await changeDirectory(assembly, directory)
  return nodes
}

async function changeObject(
  assembly: Assembly,
  change: MappedChange,
  object: ObjectChange,
  left: Observation | undefined,
  isStale: boolean,
): Promise<Id | undefined> {
  const there = await assembly.nodeAt(object.path)
  if (object.action === 'delete' || left === undefined) {
    if (there !== undefined) {
      assembly.keep(there)
      assembly.end(there)
    }
    return undefined
  }
  if (object.action !== 'put') return transfer(assembly, change, object, left, there)
  const content = await contentOf(assembly.context, change, object, left, isStale)
  const attributes = object.attributes && { ...there?.attributes, ...object.attributes }
  const contentType = object.contentType ?? left.contentType
  const { modifiedAt } = left
  return assembly.put(object.path, there, content, left, { contentType, attributes, modifiedAt })
}

/** What a version made by us has: kept bytes where there are any, else what the provider holds. */
async function contentOf(
  context: LedgerContext,
  { mount, signal }: MappedChange,
  { kept, path }: Extract<ObjectChange, { action: 'put' }>,
  left: Observation,
  isStale: boolean,
): Promise<PreparedContent> {
  if (historyOf(mount) !== 'cas') return externalState(context, mount, left)
  if (kept?.content !== undefined && !isStale) return kept.content as PreparedContent
  // Kept bytes that were let go meanwhile, or by a process that is gone, lie at the provider still.
  try {
    return await takeBytes(context, mount, path, left, signal)
  } catch (error) {
    context.logger?.warn({ path: path.text, error: String(error) }, 'A version could not be kept.')
    return externalState(context, mount, left)
  }
}

async function transfer(
  assembly: Assembly,
  change: MappedChange,
  object: Transfer,
  left: Observation,
  there: NodeRow | undefined,
): Promise<Id> {
  const { path, from, action } = object
  const source = await assembly.nodeAt(from.path)
  const file = source?.type === 'file' ? source : undefined
  if (action === 'rename' && file !== undefined)
    return moveFile(assembly, file, object, left, there)
  if (action === 'rename' && there !== undefined && (await isMoved(assembly, object))) {
    assembly.add(putObservation(there.id, left))
    return there.id
  }
  return assembly.put(path, there, await copied(assembly, change, object, file, left), left, {
    contentType: left.contentType ?? file?.contentType,
    attributes: file?.attributes ?? {},
    modifiedAt: left.modifiedAt,
    ...(file !== undefined && { origin: { node: file.id, version: file.version } }),
  })
}

async function changeDirectory(assembly: Assembly, directory: DirectoryChange): Promise<void> {
  const { path, action } = directory
  if (action === 'rename') return assembly.renameDirectory(path, directory.target)
  if (action === 'make') {
    await assembly.directory(path, path.segments.length)
    return
  }
  const there = await assembly.nodeAt(path)
  if (there?.type !== 'directory') return
  assembly.keep(there)
  assembly.end(there)
}

/** The node went along with its directory, in this commit or one before it. */
async function isMoved({ context, space }: Assembly, { path, from }: Transfer): Promise<boolean> {
  return (await knownOf(context, space, path, from.seen)).isCurrent
}

async function moveFile(
  assembly: Assembly,
  file: NodeRow,
  { path, from }: Transfer,
  left: Observation,
  there: NodeRow | undefined,
): Promise<Id> {
  assembly.keep(file)
  if (!assembly.goesAlong(from.path, path)) {
    if (there !== undefined) {
      assembly.keep(there)
      assembly.end(there)
    }
    const parent = await assembly.parentOf(path)
    assembly.add({ kind: 'move', node: file.id, parent, name: nameOf(path) })
  }
  assembly.add(putObservation(file.id, left))
  return file.id
}

/** A copy shares content that is kept; else it is what the provider holds. */
async function copied(
  { context, space }: Assembly,
  { mount }: MappedChange,
  { from }: Transfer,
  file: NodeRow | undefined,
  left: Observation,
): Promise<Pick<PreparedContent, 'reference' | 'mutations'>> {
  if (file !== undefined && historyOf(mount) === 'cas') {
    const { isCurrent, isKept } = await knownOf(context, space, from.path, from.seen)
    if (isCurrent && isKept) return { reference: file.content, mutations: [] }
  }
  return externalState(context, mount, left)
}
