import { NexusError } from '../../errors/index.ts'
import type { NodeRow } from '../../spec/index.ts'
import { commitPlanned } from './commit-planned.ts'
import type { FileConditions } from './conditions.ts'
import { type Change, commitOf, type Place, type TreeContext } from './context.ts'
import { planPut, type Written, writtenBy } from './write.ts'

/**
 * Makes a new version of a file with the content of a past state of it; no byte is moved.
 * @param find - the state, asked for again whenever the change is planned again.
 * @throws `CONFLICT`, `ALREADY_EXISTS` for lost conditions, `HISTORY_EXPIRED` when the content is gone.
 */
export async function rollbackFile(
  context: TreeContext,
  place: Place,
  find: () => Promise<NodeRow>,
  conditions: FileConditions,
  change: Change,
): Promise<Written> {
  const committed = await commitPlanned(context, commitOf(place, change), async () => {
    const { id, version, content, hash = '', size, contentType } = await find()
    const prepared = { reference: content, hash, size, mutations: [] }
    const fields = { ...conditions, contentType, origin: { node: id, version } }
    const plan = await planPut(context, place, prepared, fields, change.createdBy)
    return {
      ...plan,
      refuse: (problem, index) =>
        problem === 'contentMissing'
          ? contentGone(place.path.text, version)
          : plan.refuse?.(problem, index),
    }
  })
  return writtenBy(committed)
}

function contentGone(path: string, version: number): NexusError {
  return new NexusError(
    'HISTORY_EXPIRED',
    `Cannot go back to version ${version} of ${path}: its content is gone or damaged.`,
    { path, hint: 'List its versions to see which are kept.' },
  )
}
