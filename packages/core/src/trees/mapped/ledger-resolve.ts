import { hostname } from 'node:os'
import type { Mount } from '../../mounts/index.ts'
import type { OperationDraft } from '../../spec/index.ts'
import { sendBatch } from '../managed/index.ts'
import type { Ledger, MappedChange, Observation, Resolution } from './ledger.ts'
import { lookAtDirectory, lookAtObject } from './ledger-look.ts'
import {
  changeOfRecord,
  deleteIntent,
  findIntent,
  type IntentRecord,
  intentsOf,
  type Owner,
  putIntent,
  recordOf,
} from './ledger-records.ts'
import { settleChange } from './ledger-settle.ts'
import { identityOf, type LedgerContext } from './mapped-history.ts'
import { runStep } from './undo-run.ts'
import { isLeft, stepsOf, type UndoStep } from './undo-steps.ts'

/** Milliseconds after which a process on another host, which nobody can ask, is taken for gone. */
const STRANGER_MS = 10 * 60_000

/** Answer of {@link Ledger.resolveOne}. */
export type Resolved = Awaited<ReturnType<Ledger['resolveOne']>>

/** Looks at the provider, and settles or forgets a change. */
export async function resolveChange(
  context: LedgerContext,
  change: MappedChange,
): Promise<Resolved> {
  const left: (Observation | undefined)[] = []
  const done: boolean[] = []
  const reasons: string[] = []
  for (const object of change.objects) {
    const seen = await lookAtObject(change, object)
    if (seen.kind === 'unknown') reasons.push(seen.reason)
    left.push(seen.kind === 'made' ? seen.left : undefined)
    done.push(seen.kind === 'made')
  }
  const isMade =
    change.objects.length === 0 ? await areDirectoriesMade(change) : done.includes(true)
  const outcome = { left, done }
  if (reasons.length > 0) return settleUnknown(context, change, outcome, reasons)
  if (!isMade) {
    await forgetChange(context, change)
    return { kind: 'forgotten' }
  }
  const settled = await settleChange(context, change, outcome)
  return { kind: 'settled', settled, outcome }
}

/** Strikes a change out that was not made. */
export async function forgetChange(
  context: LedgerContext,
  { mount, operation }: MappedChange,
): Promise<void> {
  const mutations = [deleteIntent(operation.id)]
  await sendBatch(context, { space: mount.space, operations: [], mutations }, operation.path)
}

/**
 * Settles, forgets or marks what earlier processes left of changes of a mount.
 * @param locked - runs a step of an undo alone among the changes of this process.
 */
export async function resolveMount(
  context: LedgerContext,
  mount: Mount,
  running: ReadonlySet<string>,
  now: number,
  locked: (step: UndoStep, run: () => Promise<void>) => Promise<void>,
): Promise<Resolution> {
  const counts = { settled: 0, forgotten: 0, unknown: 0, running: 0 }
  for (const row of await intentsOf(context.store, identityOf(mount))) {
    const record = recordOf(row)
    if (record.unknown !== undefined) {
      const change = changeOfRecord(record, mount)
      if (await isSuperseded(context, mount, change.operation)) await forgetChange(context, change)
      continue
    }
    const isRunning = running.has(row.key) || isAlive(record.owner, record.begun, now)
    const kind = isRunning
      ? 'running'
      : (await resolveChange(context, changeOfRecord(record, mount))).kind
    counts[kind] += 1
  }
  for (const step of await stepsOf(context.store, identityOf(mount))) {
    const isRunning = running.has(step.draft.id) || isAlive(step.owner, step.begun, now)
    if (!isRunning) await locked(step, () => finishStep(context, mount, step))
    counts[isRunning ? 'running' : 'settled'] += 1
  }
  return counts
}

/** An undo of this process may have done it while it was waited for. */
async function finishStep(context: LedgerContext, mount: Mount, step: UndoStep): Promise<void> {
  if (await isLeft(context.store, step)) await runStep(context, mount, step)
}

/** Whether something else was changed at the path since: then it does not count any more what came of a change. */
export async function isSuperseded(
  { store }: LedgerContext,
  { space }: Mount,
  { id, path }: OperationDraft,
): Promise<boolean> {
  const { rows } = await store.operations(space, { path, limit: 1 })
  return rows.some((row) => row.id !== id)
}

async function areDirectoriesMade({ mount, directories = [] }: MappedChange): Promise<boolean> {
  for (const directory of directories)
    if ((await lookAtDirectory(mount, directory)) === 'made') return true
  return false
}

/** What is known of the change is settled; that the rest is not stays written down. */
async function settleUnknown(
  context: LedgerContext,
  change: MappedChange,
  outcome: {
    readonly left: readonly (Observation | undefined)[]
    readonly done: readonly boolean[]
  },
  reasons: readonly string[],
): Promise<Resolved> {
  const { operation } = change
  const reason = reasons.join(' ')
  context.logger?.warn(
    { operation: operation.id, path: operation.path, type: operation.type, reason },
    'Nobody can tell whether a change of a mapped tree was made before its process ended.',
  )
  const details = { outcome: 'unknown', reason }
  const intent = await findIntent(context.store, operation.id)
  await settleChange(context, change, outcome, { details, keepsIntent: true })
  if (intent !== undefined) await noteUnknown(context, change, intent.record, reason)
  return { kind: 'unknown', reason }
}

async function noteUnknown(
  context: LedgerContext,
  { mount, operation }: MappedChange,
  record: IntentRecord,
  reason: string,
): Promise<void> {
  const mutations = [putIntent({ ...record, unknown: reason })]
  await sendBatch(context, { space: mount.space, operations: [], mutations }, operation.path)
}

/**
 * Whether the process that makes a change still runs. One that does may lose its place in the log to whoever settles for
 * it, and no more: its own settling finds the operation there.
 */
function isAlive({ host, pid }: Owner, begun: number, now: number): boolean {
  if (host !== hostname()) return now - begun < STRANGER_MS
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
