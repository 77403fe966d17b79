import { type PreparedContent, prepareContent, withdrawContent } from '../../content/index.ts'
import { isNexusError, NexusError } from '../../errors/index.ts'
import type { Mount } from '../../mounts/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import type { Backend, Id, NodeRow, Source } from '../../spec/index.ts'
import type { TreeContext } from '../managed/index.ts'
import { externalContent } from './history-locator.ts'
import type { MappedChange, ObjectChange, Observation } from './ledger.ts'
import type { Assembly } from './ledger-assembly.ts'
import { knownOf, type StateToKnow, toBeKnown } from './ledger-known.ts'
import { historyOf, identityOf, type LedgerContext } from './mapped-history.ts'

/** A state that others left, with its bytes where they must be kept. */
export interface TakenIn {
  readonly path: VirtualPath
  readonly seen: Observation
  readonly node: NodeRow | undefined
  readonly content: PreparedContent
}

/** What others left and a change would destroy or move, and the store does not know yet. */
export async function takeIn(
  context: LedgerContext,
  change: MappedChange,
): Promise<readonly TakenIn[]> {
  const history = historyOf(change.mount)
  const taken: TakenIn[] = []
  for (const object of change.objects)
    for (const state of toBeKnown(object, history)) {
      const found = await takeInState(context, change, object, state)
      if (found !== undefined) taken.push(found)
    }
  return taken
}

async function takeInState(
  context: LedgerContext,
  { mount, signal }: MappedChange,
  object: ObjectChange,
  { path, seen, bytes }: StateToKnow,
): Promise<TakenIn | undefined> {
  const { node, isCurrent, isKept } = await knownOf(context, mount.space, path, seen)
  const isNeeded = bytes && historyOf(mount) === 'cas' && !isKept
  if (isCurrent && !isNeeded) return undefined
  const isSource = object.action === 'rename' && path !== object.path
  if (isSource && (await hasMoved(context, object, mount))) return undefined
  const content = isNeeded
    ? await takeBytes(context, mount, path, seen, signal)
    : externalState(context, mount, seen)
  return { path, seen, node, content }
}

/** Operations whose objects are about to be changed and that the store may not know of yet. */
export function operationsSeen({ objects }: MappedChange): readonly Id[] {
  const seen = objects.flatMap((object) => [
    object.before?.operation,
    'from' in object ? object.from.seen.operation : undefined,
  ])
  return [...new Set(seen.filter((id) => id !== undefined))]
}

/** Names a state where it lies; its bytes can be had later only where it has a version. */
export function externalState(
  context: TreeContext,
  mount: Mount,
  seen: Observation,
): PreparedContent {
  const mutation = externalContent(context.poolOf(mount.space), identityOf(mount), seen)
  const { hash, size } = mutation as Extract<typeof mutation, { action: 'external' }>
  return { hash, size, mutations: [mutation] }
}

/** Brings the bytes of an object into the managed store. @throws `CONFLICT` when it is not what was seen any more. */
export async function takeBytes(
  context: LedgerContext,
  mount: Mount,
  path: VirtualPath,
  seen: Observation,
  signal: AbortSignal | undefined,
): Promise<PreparedContent> {
  const target = { space: mount.space, backend: context.managed, path: path.text }
  try {
    const content = await prepareContent(context, target, objectSource(mount.backend, seen), signal)
    if (content.size === seen.size) return content
    await withdrawContent(context, target, content)
  } catch (error) {
    if (!isNexusError(error, 'NOT_FOUND') && !isNexusError(error, 'CONFLICT')) throw error
  }
  throw changedMeanwhile(path)
}

/** The bytes of an object as it was seen, from the provider. */
export function objectSource(
  backend: Backend,
  { key, size, etag, versionId }: Observation,
): Source {
  const which = versionId === undefined ? { precondition: { ifMatch: etag } } : { versionId }
  return {
    size,
    rewindable: true,
    async *open(start = 0) {
      if (start >= size) return
      const range = start === 0 ? {} : { range: { start } }
      yield* (await backend.get(key, { ...which, ...range })).body
    },
  }
}

/** Adds what was taken in to a commit. */
export async function addTakenIn(assembly: Assembly, taken: readonly TakenIn[]): Promise<void> {
  for (const { path, seen, content } of taken) {
    const there = await assembly.nodeAt(path)
    const { contentType, modifiedAt } = seen
    await assembly.put(path, there, content, seen, { contentType, modifiedAt })
  }
}

/** A page before renamed the directory, and with it the node: it is at the target already. */
async function hasMoved(
  context: TreeContext,
  object: Extract<MappedChange['objects'][number], { action: 'copy' | 'rename' }>,
  { space }: Mount,
): Promise<boolean> {
  return (await knownOf(context, space, object.path, object.from.seen)).isCurrent
}

function changedMeanwhile(path: VirtualPath): NexusError {
  return new NexusError(
    'CONFLICT',
    `${path.text} was changed by another program while its bytes were being kept, so nothing was done to it.`,
    { path: path.text, hint: 'Read it again, and apply the change to what is there now.' },
  )
}
