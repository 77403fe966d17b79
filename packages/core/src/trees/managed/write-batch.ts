import {
  type PreparedContent,
  prepareContent,
  prepareInline,
  withdrawContent,
} from '../../content/index.ts'
import type { Attributes, Mutation, NodeRow, OperationDraft, Source } from '../../spec/index.ts'
import { BatchDirectories } from './batch-directories.ts'
import { commitPlanned, type Guard, type Plan } from './commit-planned.ts'
import { checkFile, fileGuards, isConditional } from './conditions.ts'
import type { Place, TreeContext } from './context.ts'
import { isADirectory } from './find.ts'
import type { ParentPlan } from './parents.ts'
import { type FileFields, isInline, keptAttributes } from './write.ts'

/** Files whose content is prepared at once. */
const AT_ONCE = 8

/** One file of a batch. */
export interface BatchFile {
  readonly place: Place
  readonly source: Source
  readonly fields: FileFields
  readonly operation: OperationDraft
}

/** Writes files of one space in one commit: all or nothing, in order. */
export async function writeBatch(
  context: TreeContext,
  files: readonly BatchFile[],
  createdBy: string | undefined,
  signal?: AbortSignal,
): Promise<readonly NodeRow[]> {
  const [first] = files
  if (first === undefined) return []
  for (const { place, source, fields } of files)
    if (!isInline(context, source)) await checkFile(context, place, fields)
  const prepare = () => prepareAll(context, files, signal)
  let contents = await prepare()
  let stale = false
  let puts: readonly number[] = []
  const commit = {
    space: first.place.space,
    operations: files.map((file) => file.operation),
    path: first.place.path.text,
    signal,
  }
  const committed = await commitPlanned(context, commit, async () => {
    if (stale) {
      await withdrawAll(context, files, contents)
      contents = await prepare()
    }
    const plan = await planBatch(context, files, contents, createdBy)
    puts = plan.puts
    return {
      ...plan,
      refuse: (problem, index) => {
        stale = problem === 'contentMissing' && files.every((file) => file.source.rewindable)
        const file = files[plan.puts.indexOf(index)]
        return problem === 'isDirectory' && file !== undefined
          ? isADirectory(file.place.path)
          : undefined
      },
    }
  }).catch(async (error: unknown) => {
    await withdrawAll(context, files, contents)
    throw error
  })
  return puts.map((index) => committed.mutations[index]?.node as NodeRow)
}

/** Prepares the content of all files, some of them at once. When one fails, those that run are waited for. */
async function prepareAll(
  context: TreeContext,
  files: readonly BatchFile[],
  signal: AbortSignal | undefined,
): Promise<readonly PreparedContent[]> {
  const contents: PreparedContent[] = []
  const uploads = new Map<string, Promise<void>>()
  const waiting = files.entries()
  let failed = false
  const work = async () => {
    for (const [index, { place, source }] of waiting) {
      if (failed) return
      const { space, backend, path } = place
      const target = { space, backend, path: path.text, uploads }
      contents[index] = isInline(context, source)
        ? prepareInline(context, target, source.bytes)
        : await prepareContent(context, target, source, signal)
    }
  }
  const workers = Array.from({ length: AT_ONCE }, () =>
    work().catch((error: unknown) => {
      failed = true
      throw error
    }),
  )
  for (const worker of await Promise.allSettled(workers))
    if (worker.status === 'rejected') throw worker.reason
  return contents
}

async function withdrawAll(
  context: TreeContext,
  files: readonly BatchFile[],
  contents: readonly PreparedContent[],
): Promise<void> {
  for (const [index, content] of contents.entries()) {
    const { space, backend, path } = (files[index] as BatchFile).place
    await withdrawContent(context, { space, backend, path: path.text }, content)
  }
}

async function planBatch(
  context: TreeContext,
  files: readonly BatchFile[],
  contents: readonly PreparedContent[],
  createdBy: string | undefined,
): Promise<Plan & { readonly puts: readonly number[] }> {
  const space = files[0]?.place.space ?? ''
  const directories = new BatchDirectories(context, space, createdBy)
  const mutations: Mutation[] = []
  const guards: Guard[] = []
  const puts: number[] = []
  /** Attributes that items of the batch gave a path. */
  const given = new Map<string, Attributes>()
  const attributesOf = async (place: Place, attributes: Attributes, plan: ParentPlan) => {
    const before = given.get(place.path.text)
    const kept = await keptAttributes(context, place, plan, { ...before, ...attributes })
    if (before === undefined) guards.push(...kept.guards)
    given.set(place.path.text, kept.attributes as Attributes)
    return kept.attributes
  }
  for (const [operation, { place, fields }] of files.entries()) {
    const plan =
      directories.find(place.path) ?? (await directories.planAbove(place.path, mutations.length))
    const content = contents[operation] as PreparedContent
    for (const mutation of [...plan.mutations, ...content.mutations])
      mutations.push({ ...mutation, operation })
    const attributes = fields.attributes && (await attributesOf(place, fields.attributes, plan))
    if (isConditional(fields)) guards.push(...(await fileGuards(context, place, plan, fields)))
    const reference = { mutation: mutations.length - 1 }
    puts.push(mutations.length)
    const { contentType, modifiedAt } = fields
    mutations.push({
      kind: 'put',
      operation,
      parent: plan.parent,
      name: place.path.segments.at(-1) as string,
      id: context.newId(),
      content: reference,
      contentType,
      attributes,
      modifiedAt,
      createdBy,
    })
  }
  return { guards, mutations, puts }
}
