import { NexusError } from '../../errors/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import { type EnsureDirectoryMutation, type Id, type NodeRef, ROOT_ID } from '../../spec/index.ts'
import type { TreeContext } from './context.ts'
import { notADirectory } from './find.ts'

/** The directory that a new name goes into, with what makes it where it is missing. */
export interface ParentPlan {
  readonly parent: NodeRef
  /** The directory's id when it is there already. */
  readonly known: Id | undefined
  readonly mutations: readonly EnsureDirectoryMutation[]
  /** The first missing directory's place. */
  readonly missing: { readonly parent: Id; readonly name: string } | undefined
}

/**
 * Plans the directory above a path.
 * @param offset - index that the first of its mutations will have in the batch.
 * @throws `NOT_A_DIRECTORY` when a file is in the way.
 */
export async function planParent(
  context: TreeContext,
  space: string,
  path: VirtualPath,
  offset: number,
  createdBy: string | undefined,
): Promise<ParentPlan> {
  return planDirectory(context, space, path, path.segments.length - 1, offset, createdBy)
}

/** Plans the directory that the first `depth` segments of a path name. */
export async function planDirectory(
  context: TreeContext,
  space: string,
  path: VirtualPath,
  depth: number,
  offset: number,
  createdBy: string | undefined,
): Promise<ParentPlan> {
  if (depth < 0) throw new NexusError('INTERNAL', 'The root has no parent.')
  if (depth === 0) return { parent: ROOT_ID, known: ROOT_ID, mutations: [], missing: undefined }
  const { found, walked = [] } = await context.store.resolve(space, path.segments.slice(0, depth))
  if (found !== undefined) {
    if (found.node.type === 'file') throw notADirectory(path, depth)
    return { parent: found.node.id, known: found.node.id, mutations: [], missing: undefined }
  }
  const last = walked.at(-1)
  if (last?.type === 'file') throw notADirectory(path, walked.length)
  const top = last?.id ?? ROOT_ID
  const names = path.segments.slice(walked.length, depth)
  const mutations = makeBelow(context, top, names, offset, createdBy)
  return {
    parent: { mutation: offset + mutations.length - 1 },
    known: undefined,
    mutations,
    missing: { parent: top, name: names[0] as string },
  }
}

/** Directories to be made, each in the one before it. */
export function makeBelow(
  context: TreeContext,
  top: NodeRef,
  names: readonly string[],
  offset: number,
  createdBy: string | undefined,
): readonly EnsureDirectoryMutation[] {
  return names.map((name, index) => ({
    kind: 'ensureDirectory' as const,
    parent: index === 0 ? top : { mutation: offset + index - 1 },
    name,
    id: context.newId(),
    createdBy,
  }))
}
