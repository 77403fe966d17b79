import { parentPath } from '../../path/index.ts'
import { commitPlanned, type Guard } from './commit-planned.ts'
import { type Change, commitOf, type Place, type TreeContext } from './context.ts'
import { alreadyExists, notADirectory, notFound } from './find.ts'
import { planParent } from './parents.ts'

/** How a directory is made. */
export interface MakeDirectoryOptions {
  /** Make missing parents. */
  readonly parents: boolean
  /** A directory that is there is no error. */
  readonly existOk: boolean
  /** How many leading segments exist by structure and are made without asking. */
  readonly structuralDepth: number
}

/** Makes a directory. @throws `ALREADY_EXISTS`, `NOT_FOUND` for a missing parent, `NOT_A_DIRECTORY`. */
export async function makeDirectory(
  context: TreeContext,
  place: Place,
  options: MakeDirectoryOptions,
  change: Change,
): Promise<void> {
  const { path, space } = place
  await commitPlanned(context, commitOf(place, change), async () => {
    // The root has no row; that it was asked for is logged all the same.
    if (path.segments.length === 0) return { guards: [], mutations: [] }
    const parents = await planParent(context, space, path, 0, change.createdBy)
    const there = path.segments.length - 1 - parents.mutations.length
    if (
      parents.mutations.length > 0 &&
      !options.parents &&
      path.segments.length - 1 > Math.max(there, options.structuralDepth)
    ) {
      throw notFound(parentPath(path))
    }
    const name = path.segments.at(-1) as string
    const guards: Guard[] = []
    if (!options.existOk) {
      const place = parents.known !== undefined ? { parent: parents.known, name } : parents.missing
      const lost = parents.known !== undefined ? () => alreadyExists(path) : undefined
      if (place !== undefined) guards.push({ condition: { kind: 'absent', ...place }, lost })
    }
    const make = {
      kind: 'ensureDirectory',
      parent: parents.parent,
      name,
      id: context.newId(),
      createdBy: change.createdBy,
    } as const
    return {
      guards,
      mutations: [...parents.mutations, make],
      refuse: (problem, index) =>
        problem === 'notDirectory' && index === parents.mutations.length
          ? notADirectory(path, path.segments.length)
          : undefined,
    }
  })
}
