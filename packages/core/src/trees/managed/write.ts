import { type PreparedContent, prepareContent } from '../../content/index.ts'
import type { NexusError } from '../../errors/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import type { Attributes, NodeRow, Origin, Source } from '../../spec/index.ts'
import { type Committed, commitPlanned, type Guard, type Plan } from './commit-planned.ts'
import type { Change, Place, TreeContext } from './context.ts'
import { alreadyExists, conflict, findNode, isADirectory } from './find.ts'
import { type ParentPlan, planParent } from './parents.ts'

/** Conditions of a mutation on the file at its path. */
export interface FileConditions {
  readonly ifMatch?: string | undefined
  readonly ifNoneMatch?: '*' | undefined
}

/** What a write gives a file besides its content. */
export interface FileFields extends FileConditions {
  readonly contentType?: string | undefined
  readonly attributes?: Attributes | undefined
  readonly modifiedAt?: number | undefined
  readonly origin?: Origin | undefined
}

/** A file as it was written. */
export interface Written {
  readonly node: NodeRow
  readonly created: boolean
}

/** Writes a file: content first, then one commit of names, history and log. */
export async function writeFile(
  context: TreeContext,
  place: Place,
  source: Source,
  fields: FileFields,
  change: Change,
): Promise<Written> {
  const target = { space: place.space, backend: place.backend, path: place.path.text }
  let content = await prepareContent(context, target, source, change.signal)
  let stale = false
  const commit = {
    space: place.space,
    operations: [change.operation],
    path: place.path.text,
    signal: change.signal,
  }
  const committed = await commitPlanned(context.store, commit, async () => {
    if (stale) content = await prepareContent(context, target, source, change.signal)
    const plan = await planPut(context, place, content, fields, change.createdBy)
    return {
      ...plan,
      refuse: (problem, index) => {
        stale = problem === 'contentMissing' && source.rewindable
        return plan.refuse?.(problem, index)
      },
    }
  })
  return writtenBy(committed)
}

/** Plans one file: content, missing parents, then the name. */
export async function planPut(
  context: TreeContext,
  place: Place,
  content: PreparedContent,
  fields: FileFields,
  createdBy: string | undefined,
): Promise<Plan> {
  const { path, space } = place
  const offset = content.mutations.length
  const parents = await planParent(context, space, path, offset, createdBy)
  const name = path.segments.at(-1) as string
  const put = {
    kind: 'put',
    parent: parents.parent,
    name,
    id: context.newId(),
    content: { mutation: offset - 1 },
    contentType: fields.contentType,
    attributes: fields.attributes,
    modifiedAt: fields.modifiedAt,
    origin: fields.origin,
    createdBy,
  } as const
  return {
    guards: fileGuards(context, space, path, parents, fields),
    mutations: [...content.mutations, ...parents.mutations, put],
    refuse: (problem) => (problem === 'isDirectory' ? isADirectory(path) : undefined),
  }
}

/** The guards of `ifMatch` and `ifNoneMatch` on the file at a path. @throws `CONFLICT` when there is no such directory. */
export function fileGuards(
  context: TreeContext,
  space: string,
  path: VirtualPath,
  parents: ParentPlan,
  conditions: FileConditions,
): Guard[] {
  const { ifMatch, ifNoneMatch } = conditions
  const name = path.segments.at(-1) as string
  const guards: Guard[] = []
  if (ifMatch !== undefined) {
    if (parents.known === undefined) throw conflict(path, ifMatch, undefined)
    const condition = { kind: 'etag', parent: parents.known, name, hash: ifMatch } as const
    guards.push({ condition, lost: () => lostMatch(context, space, path, ifMatch) })
  }
  if (ifNoneMatch === undefined) return guards
  if (parents.known !== undefined) {
    guards.push({
      condition: { kind: 'absent', parent: parents.known, name },
      lost: () => alreadyExists(path),
    })
  } else if (parents.missing !== undefined) {
    guards.push({ condition: { kind: 'absent', ...parents.missing } })
  }
  return guards
}

/** The error of a lost `ifMatch`, carrying the etag that is there. */
export async function lostMatch(
  context: TreeContext,
  space: string,
  path: VirtualPath,
  wanted: string,
): Promise<NexusError> {
  const found = await findNode(context.store, space, path)
  return conflict(path, wanted, found?.node.hash)
}

/** The file of a commit's last mutation. */
export function writtenBy(committed: Committed): Written {
  const last = committed.mutations.at(-1)
  return { node: last?.node as NodeRow, created: last?.created === true }
}
