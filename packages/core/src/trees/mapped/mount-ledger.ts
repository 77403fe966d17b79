import { type PreparedContent, prepareContent, withdrawContent } from '../../content/index.ts'
import { NexusError } from '../../errors/index.ts'
import type { Mount } from '../../mounts/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import type { Backend, Clock, Id, NodeRow, OperationDraft, Source } from '../../spec/index.ts'
import { commitPlanned, findNode, type Plan, type TreeContext } from '../managed/index.ts'
import {
  type Intent,
  type Kept,
  type Ledger,
  type LeftFile,
  type MappedChange,
  MOST_OBJECTS,
  type Observation,
  type UnknownChange,
} from './ledger.ts'
import { Assembly } from './ledger-assembly.ts'
import { knownOf } from './ledger-known.ts'
import { KeyLocks } from './ledger-locks.ts'
import {
  changeOfRecord,
  deleteObservation,
  findIntent,
  intentRecord,
  intentsOf,
  putIntent,
  recordOf,
} from './ledger-records.ts'
import { forgetChange, isSuperseded, resolveChange, resolveMount } from './ledger-resolve.ts'
import { settleChange } from './ledger-settle.ts'
import { keptSource } from './ledger-source.ts'
import { addTakenIn, externalState, operationsSeen, takeIn } from './ledger-take-in.ts'
import { historyOf, identityOf, type LedgerContext } from './mapped-history.ts'
import { planUndoSteps } from './undo-plan.ts'
import { keysOf, runStep } from './undo-run.ts'
import { isLeft, stepsOf, type UndoStep } from './undo-steps.ts'

/** What a ledger is made of. */
export interface LedgerParts {
  readonly content: TreeContext
  /** Where bytes are kept that would be lost: the default backend. */
  readonly managed: Backend
  readonly clock: Pick<Clock, 'now'>
}

/** The ledger of all mapped trees of one handle. */
export function createLedger({ content, managed, clock }: LedgerParts): Ledger {
  const context = { ...content, managed }
  const locks = new KeyLocks()
  const running = new Set<Id>()
  const end = async <Result>(intent: Intent, how: () => Promise<Result>): Promise<Result> => {
    try {
      return await how()
    } finally {
      // Where it failed nobody goes on with it: whoever looks next ends it.
      running.delete(intent.id)
    }
  }
  return {
    alone: (mount, keys, signal, run) => locks.run(lockedBy(mount, keys), signal, run),
    keep: (mount, path, source, signal) => keep(context, mount, path, source, signal),
    async begin(change) {
      checkObjects(change)
      const { id } = change.operation
      running.add(id)
      try {
        await begin(context, change, clock.now())
      } catch (error) {
        running.delete(id)
        await withdrawKept(context, change)
        throw error
      }
      return { id, change }
    },
    settle: (intent, outcome) => end(intent, () => settleChange(context, intent.change, outcome)),
    forget: (intent) =>
      end(intent, async () => {
        await forgetChange(context, intent.change)
        await withdrawKept(context, intent.change)
      }),
    resolveOne: (intent) => end(intent, () => resolveChange(context, intent.change)),
    know: (mount, path, seen, createdBy) => know(context, mount, path, seen, createdBy),
    noteGone: (mount, node, path) => noteGone(context, mount, node, path),
    resolve: (mount) =>
      resolveMount(context, mount, running, clock.now(), (step, run) =>
        locks.run(lockedBy(mount, keysOf(mount, step)), undefined, run),
      ),
    unknown: (mount) => unknownOf(context, mount),
    planUndo: (mount, changes, draft) => planUndoSteps(context, mount, changes, draft, clock.now()),
    async runUndo(mount, undo) {
      const identity = identityOf(mount)
      const steps = await stepsOf(context.store, identity, undo)
      const keys = steps.flatMap((step) => keysOf(mount, step))
      running.add(undo)
      try {
        return await locks.run(lockedBy(mount, keys), undefined, () =>
          runSteps(context, mount, steps),
        )
      } finally {
        running.delete(undo)
      }
    },
  }
}

/** Keys of one bucket are not those of another. */
function lockedBy(mount: Mount, keys: readonly string[]): readonly string[] {
  const identity = identityOf(mount)
  return keys.map((key) => `${identity}:${key}`)
}

async function runSteps(
  context: LedgerContext,
  mount: Mount,
  steps: readonly UndoStep[],
): Promise<readonly LeftFile[]> {
  const left: LeftFile[] = []
  for (const step of steps) {
    if (!(await isLeft(context.store, step))) continue
    const file = await runStep(context, mount, step)
    if (file !== undefined) left.push(file)
  }
  return left
}

async function keep(
  context: LedgerContext,
  mount: Mount,
  path: VirtualPath,
  source: Source,
  signal: AbortSignal | undefined,
): Promise<Kept> {
  if (historyOf(mount) !== 'cas') return { source, size: source.size }
  const backend = context.managed
  const target = { space: mount.space, backend, path: path.text }
  const content = await prepareContent(context, target, source, signal)
  const { hash: digest, size } = content
  return { source: keptSource(context, mount, path, source, content), digest, size, content }
}

async function begin(context: LedgerContext, change: MappedChange, now: number): Promise<void> {
  const { mount, operation, createdBy } = change
  await settleEarlier(context, change)
  const record = intentRecord(change, now)
  const taken = await takeIn(context, change)
  const operations = taken.length === 0 ? [] : [observing(context, operation)]
  const commit = { space: mount.space, operations, path: operation.path, signal: change.signal }
  await commitPlanned(context, commit, async (): Promise<Plan> => {
    const assembly = new Assembly(context, mount.space, createdBy)
    await addTakenIn(assembly, taken)
    assembly.add(putIntent(record))
    return assembly.plan()
  })
}

/**
 * An object that is about to be changed may have been put by a change that was never settled, since the store did not
 * answer: that comes first.
 */
async function settleEarlier(context: LedgerContext, change: MappedChange): Promise<void> {
  for (const id of operationsSeen(change)) {
    const earlier = await findIntent(context.store, id)
    if (earlier === undefined || earlier.record.unknown !== undefined) continue
    await resolveChange(context, changeOfRecord(earlier.record, change.mount))
  }
}

/** What others did is no part of a run, and nobody's to take back. */
function observing(
  { newId }: TreeContext,
  { path, tenant, agent, user, requestId, id: batch }: OperationDraft,
): OperationDraft {
  return { id: newId(), type: 'observe', path, tenant, agent, user, requestId, batch }
}

async function withdrawKept(
  context: LedgerContext,
  { mount, objects }: MappedChange,
): Promise<void> {
  const backend = context.managed
  for (const object of objects) {
    if (object.action !== 'put' || object.kept?.content === undefined) continue
    const target = { space: mount.space, backend, path: object.path.text }
    await withdrawContent(context, target, object.kept.content as PreparedContent)
  }
}

async function know(
  context: LedgerContext,
  mount: Mount,
  path: VirtualPath,
  seen: Observation,
  createdBy: string | undefined,
): Promise<NodeRow> {
  const { node, isCurrent } = await knownOf(context, mount.space, path, seen)
  if (node !== undefined && isCurrent) return node
  const draft = { id: context.newId(), type: 'observe', path: path.text } as const
  const commit = { space: mount.space, operations: [draft], path: path.text }
  await commitPlanned(context, commit, async (): Promise<Plan> => {
    const assembly = new Assembly(context, mount.space, createdBy)
    const there = await assembly.nodeAt(path)
    const { contentType, modifiedAt } = seen
    const fields = { contentType, modifiedAt }
    await assembly.put(path, there, externalState(context, mount, seen), seen, fields)
    return assembly.plan()
  })
  return (await findNode(context.store, mount.space, path))?.node as NodeRow
}

async function noteGone(
  context: LedgerContext,
  mount: Mount,
  { id, type }: NodeRow,
  path: VirtualPath,
): Promise<void> {
  const draft = { id: context.newId(), type: 'observe', path: path.text } as const
  const commit = { space: mount.space, operations: [draft], path: path.text }
  const [there] = await context.store.getNodes(mount.space, [id])
  if (there === undefined) return
  const result = await context.store.commit({
    space: commit.space,
    operations: commit.operations,
    preconditions: [{ kind: 'unchanged', node: id, from: there.from }],
    mutations: [
      { kind: 'remove', node: id, recursive: true },
      ...(type === 'file' ? [deleteObservation(id)] : []),
    ],
  })
  // A change that came between knows better.
  if (result.ok) context.noteChange(mount.space)
}

async function unknownOf(context: LedgerContext, mount: Mount): Promise<readonly UnknownChange[]> {
  const found: UnknownChange[] = []
  for (const row of await intentsOf(context.store, identityOf(mount))) {
    const { unknown: reason, mountPoint, operation } = recordOf(row)
    if (reason === undefined || (await isSuperseded(context, mount, operation))) continue
    const { type, path } = operation
    found.push({ operation: row.key, mountPoint, type, path, reason })
  }
  return found
}

function checkObjects({ objects, operation }: MappedChange): void {
  if (objects.length <= MOST_OBJECTS) return
  throw new NexusError(
    'INTERNAL',
    `The change of ${operation.path} has ${objects.length} objects; ${MOST_OBJECTS} is the most.`,
  )
}
