import { type PreparedContent, prepareContent } from '../../content/index.ts'
import { parentPath } from '../../path/index.ts'
import type { Mutation, NodeRow, OperationDraft, Source } from '../../spec/index.ts'
import { commitPlanned, type Guard, type Plan } from './commit-planned.ts'
import type { Place, TreeContext } from './context.ts'
import { isADirectory } from './find.ts'
import { type ParentPlan, planParent } from './parents.ts'
import { type FileFields, fileGuards } from './write.ts'

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
  const prepare = async () => {
    const contents: PreparedContent[] = []
    for (const { place, source } of files) {
      const target = { space: place.space, backend: place.backend, path: place.path.text }
      contents.push(await prepareContent(context, target, source, signal))
    }
    return contents
  }
  let contents = await prepare()
  let stale = false
  let puts: readonly number[] = []
  const commit = {
    space: first.place.space,
    operations: files.map((file) => file.operation),
    path: first.place.path.text,
    signal,
  }
  const committed = await commitPlanned(context.store, commit, async () => {
    if (stale) contents = await prepare()
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
  })
  return puts.map((index) => committed.mutations[index]?.node as NodeRow)
}

async function planBatch(
  context: TreeContext,
  files: readonly BatchFile[],
  contents: readonly PreparedContent[],
  createdBy: string | undefined,
): Promise<Plan & { readonly puts: readonly number[] }> {
  const parents = new Map<string, ParentPlan>()
  const mutations: Mutation[] = []
  const guards: Guard[] = []
  const puts: number[] = []
  for (const [operation, { place, fields }] of files.entries()) {
    const directory = parentPath(place.path).text
    let plan = parents.get(directory)
    if (plan === undefined) {
      plan = await planParent(context, place.space, place.path, mutations.length, createdBy)
      mutations.push(...plan.mutations.map((mutation) => ({ ...mutation, operation })))
      parents.set(directory, plan)
    }
    guards.push(...fileGuards(context, place.space, place.path, plan, fields))
    const content = contents[operation] as PreparedContent
    mutations.push(...content.mutations.map((mutation) => ({ ...mutation, operation })))
    const reference = { mutation: mutations.length - 1 }
    puts.push(mutations.length)
    const { contentType, attributes, modifiedAt } = fields
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
