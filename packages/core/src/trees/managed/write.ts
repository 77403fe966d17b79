import { type PreparedContent, prepareContent, withdrawContent } from '../../content/index.ts'
import type { Attributes, NodeRow, Origin, Source } from '../../spec/index.ts'
import { type Committed, commitPlanned, type Guard, type Plan } from './commit-planned.ts'
import { absentGuards, checkFile, type FileConditions, fileGuards } from './conditions.ts'
import { type Change, commitOf, type Place, type TreeContext } from './context.ts'
import { isADirectory } from './find.ts'
import { type ParentPlan, planParent } from './parents.ts'

/** What a write gives a file besides its content. */
export interface FileFields extends FileConditions {
  readonly contentType?: string | undefined
  /** Members that are given replace those that are there. */
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
  if (!isInline(context, source)) await checkFile(context, place, fields)
  let content = await prepareContent(context, target, source, change.signal)
  let stale = false
  const commit = commitOf(place, change)
  const committed = await commitPlanned(context, commit, async () => {
    if (stale) {
      await withdrawContent(context, target, content)
      content = await prepareContent(context, target, source, change.signal)
    }
    const plan = await planPut(context, place, content, fields, change.createdBy)
    return {
      ...plan,
      refuse: (problem, index) => {
        stale = problem === 'contentMissing' && source.rewindable
        return plan.refuse?.(problem, index)
      },
    }
  }).catch(async (error: unknown) => {
    await withdrawContent(context, target, content)
    throw error
  })
  return writtenBy(committed)
}

/** Whether content rides in the commit, so that nothing is moved before it. */
export function isInline(
  context: TreeContext,
  source: Source,
): source is Source & { readonly bytes: Uint8Array } {
  return source.bytes !== undefined && source.bytes.byteLength <= context.inlineMaxBytes
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
  const kept = await keptAttributes(context, place, parents, fields.attributes)
  const put = {
    kind: 'put',
    parent: parents.parent,
    name,
    id: context.newId(),
    content: content.reference ?? { mutation: offset - 1 },
    contentType: fields.contentType,
    attributes: kept.attributes,
    modifiedAt: fields.modifiedAt,
    origin: fields.origin,
    createdBy,
  } as const
  return {
    guards: [...(await fileGuards(context, place, parents, fields)), ...kept.guards],
    mutations: [...content.mutations, ...parents.mutations, put],
    refuse: (problem) => (problem === 'isDirectory' ? isADirectory(path) : undefined),
  }
}

/** The file of a commit's last mutation. */
export function writtenBy(committed: Committed): Written {
  const last = committed.mutations.at(-1)
  return { node: last?.node as NodeRow, created: last?.created === true }
}

/** The given attributes with those members of the file that is there that they leave out. */
export async function keptAttributes(
  context: TreeContext,
  { space, path }: Place,
  parents: ParentPlan,
  given: Attributes | undefined,
): Promise<{ readonly attributes: Attributes | undefined; readonly guards: readonly Guard[] }> {
  if (given === undefined) return { attributes: undefined, guards: [] }
  const name = path.segments.at(-1) as string
  const { store } = context
  const found =
    parents.known === undefined ? undefined : await store.lookup(space, parents.known, name)
  if (found === undefined) {
    const absent = absentGuards(path, parents).map(({ condition }) => ({ condition }))
    return { attributes: given, guards: absent }
  }
  const { id, from, attributes } = found.node
  const condition = { kind: 'unchanged', node: id, from } as const
  return { attributes: { ...attributes, ...given }, guards: [{ condition }] }
}
