import type { NexusError } from '../../errors/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import type { Id } from '../../spec/index.ts'
import type { Guard } from './commit-planned.ts'
import type { Place, TreeContext } from './context.ts'
import { alreadyExists, conflict, findNode, isADirectory, notADirectory } from './find.ts'
import type { ParentPlan } from './parents.ts'

/** Conditions of a mutation on the file at its path. */
export interface FileConditions {
  readonly ifMatch?: string | undefined
  readonly ifNoneMatch?: '*' | undefined
}

type Located = Pick<Place, 'space' | 'path'>

const ETAG = /^[0-9a-f]{64}$/

/** The guard of `ifMatch` on the file at a place. @throws `CONFLICT` for an etag that no file can have. */
export async function matchGuards(
  context: TreeContext,
  located: Located,
  parent: Id,
  name: string,
  ifMatch: string | undefined,
): Promise<readonly Guard[]> {
  if (ifMatch === undefined) return []
  const lost = () => lostMatch(context, located, ifMatch)
  if (!ETAG.test(ifMatch)) throw await lost()
  return [{ condition: { kind: 'etag', parent, name, hash: ifMatch }, lost }]
}

/** The guard that there is nothing at a path. */
export function absentGuards(path: VirtualPath, parents: ParentPlan): readonly Guard[] {
  const name = path.segments.at(-1) as string
  if (parents.known !== undefined) {
    const condition = { kind: 'absent', parent: parents.known, name } as const
    return [{ condition, lost: () => alreadyExists(path) }]
  }
  return parents.missing === undefined
    ? []
    : [{ condition: { kind: 'absent', ...parents.missing } }]
}

/** Whether there is any condition. */
export function isConditional({ ifMatch, ifNoneMatch }: FileConditions): boolean {
  return ifMatch !== undefined || ifNoneMatch !== undefined
}

/** The guards of `ifMatch` and `ifNoneMatch` on the file at a path. @throws `CONFLICT` when its directory is missing. */
export async function fileGuards(
  context: TreeContext,
  located: Located,
  parents: ParentPlan,
  conditions: FileConditions,
): Promise<readonly Guard[]> {
  if (!isConditional(conditions)) return []
  const { ifMatch, ifNoneMatch } = conditions
  const { path } = located
  if (ifMatch !== undefined && parents.known === undefined) throw conflict(path, ifMatch, undefined)
  const name = path.segments.at(-1) as string
  return [
    ...(await matchGuards(context, located, parents.known as Id, name, ifMatch)),
    ...(ifNoneMatch === undefined ? [] : absentGuards(path, parents)),
  ]
}

/**
 * Refuses, before content is moved for it, a write that its commit would refuse: in the commit's order, so that the
 * answer does not hang on the size.
 * @throws `NOT_A_DIRECTORY`, `CONFLICT`, `ALREADY_EXISTS`, `IS_A_DIRECTORY`.
 */
export async function checkFile(
  context: TreeContext,
  { space, path }: Located,
  { ifMatch, ifNoneMatch }: FileConditions,
): Promise<void> {
  const { found, walked = [] } = await context.store.resolve(space, path.segments)
  if (found === undefined && walked.at(-1)?.type === 'file')
    throw notADirectory(path, walked.length)
  const etag = found?.node.hash
  if (ifMatch !== undefined && ifMatch !== etag) throw conflict(path, ifMatch, etag)
  if (ifNoneMatch !== undefined && found !== undefined) throw alreadyExists(path)
  if (found?.node.type === 'directory') throw isADirectory(path)
}

/** The error of a lost `ifMatch`, carrying the etag that is there. */
async function lostMatch(
  context: TreeContext,
  { space, path }: Located,
  wanted: string,
): Promise<NexusError> {
  const found = await findNode(context.store, space, path)
  return conflict(path, wanted, found?.node.hash)
}
