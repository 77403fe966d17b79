import { isNexusError } from '../../errors/index.ts'
import { bytesSource } from '../../kit/index.ts'
import type { Mount } from '../../mounts/index.ts'
import { parsePath } from '../../path/index.ts'
import type { ObjectPrecondition, Source } from '../../spec/index.ts'
import { commitPlanned, type Plan, sendBatch } from '../managed/index.ts'
import { stateBytes } from './history-bytes.ts'
import { keyOf } from './keys.ts'
import {
  type LeftFile,
  type MappedChange,
  type ObjectChange,
  type Observation,
  OPERATION_METADATA,
  observationOf,
} from './ledger.ts'
import { Assembly } from './ledger-assembly.ts'
import { isSameObject } from './ledger-known.ts'
import { lookAtObject, type Seen } from './ledger-look.ts'
import { deleteObservation, observationsOf, putObservation } from './ledger-records.ts'
import { addTakenIn, externalState, takeIn } from './ledger-take-in.ts'
import type { LedgerContext } from './mapped-history.ts'
import { deleteStep, type UndoStep } from './undo-steps.ts'

/** Does one step of an undo; done before, it finds that out. Gives the file when it was left as it is. */
export async function runStep(
  context: LedgerContext,
  mount: Mount,
  planned: UndoStep,
): Promise<LeftFile | undefined> {
  const [left] = planned.moved ? await observationsOf(context.store, [planned.node]) : []
  const step = planned.moved ? { ...planned, seen: left } : planned
  if (step.kind === 'mark') return mark(context, mount, step)
  if (step.kind === 'unmark') return unmark(context, mount, step)
  const change = changeOf(mount, step)
  const object = change.objects[0] as ObjectChange
  const found = await lookAtStep(change, object)
  if (found.kind === 'unknown') return leave(context, mount, step, 'changed')
  if (found.kind === 'made') {
    await settleStep(context, mount, step, found.left)
    return undefined
  }
  try {
    await keepWhatGoes(context, change, step)
    const left = await makeChange(context, change, object, step)
    await settleStep(context, mount, step, left)
    return undefined
  } catch (error) {
    if (isLost(error)) return leave(context, mount, step, 'changed')
    if (isNexusError(error, 'HISTORY_EXPIRED')) return leave(context, mount, step, 'notKept')
    throw error
  }
}

/** Keys that a step touches. */
export function keysOf(mount: Mount, { path, from }: UndoStep): readonly string[] {
  return [path, ...(from === undefined ? [] : [from])].map((text) => keyOf(mount, parsePath(text)))
}

function isLost(error: unknown): boolean {
  return (
    isNexusError(error, 'CONFLICT') ||
    isNexusError(error, 'ALREADY_EXISTS') ||
    isNexusError(error, 'NOT_FOUND')
  )
}

/** The step as a change of one object, which the provider can be asked about. */
function changeOf(mount: Mount, step: UndoStep): MappedChange {
  const { id, draft, operations, seen, kind } = step
  const path = parsePath(step.path)
  const operation = {
    ...draft,
    id,
    path: step.path,
    batch: draft.id,
    details: { operations },
  }
  const place = { path, key: keyOf(mount, path) }
  const object = objectOf()
  return { mount, operation, createdBy: undefined, objects: [object] }

  function objectOf(): ObjectChange {
    if (kind === 'delete') return { ...place, action: 'delete', before: seen as Observation }
    if (kind === 'write') {
      const contentType = step.content?.contentType
      return { ...place, action: 'put', before: seen, contentType, size: step.content?.size }
    }
    const from = parsePath(step.from as string)
    const source = { path: from, key: keyOf(mount, from), seen: seen as Observation }
    return { ...place, action: 'rename', from: source }
  }
}

/** Whether it was done before; else that the object is as it was when it was planned. */
async function lookAtStep(change: MappedChange, object: ObjectChange): Promise<Seen> {
  if (object.action !== 'put') return lookAtObject(change, object)
  const { mount, operation } = change
  const info = await mount.backend.head(object.key)
  const now = info && observationOf(info)
  if (now?.operation === operation.id) return { kind: 'made', left: now }
  if (isSameObject(now, object.before)) return { kind: 'notMade' }
  return { kind: 'unknown', reason: 'It was changed.' }
}

/** Bytes of others, and of files that were never kept, become a version before they go. */
async function keepWhatGoes(
  context: LedgerContext,
  change: MappedChange,
  { kind, draft }: UndoStep,
): Promise<void> {
  if (kind === 'follow' || kind === 'rename') return
  const taken = await takeIn(context, change)
  if (taken.length === 0) return
  const { mount, operation } = change
  const { tenant, agent, user, requestId } = draft
  const who = { tenant, agent, user, requestId, batch: draft.id }
  const observe = { id: context.newId(), type: 'observe', path: operation.path, ...who } as const
  const commit = { space: mount.space, operations: [observe], path: operation.path }
  await commitPlanned(context, commit, async (): Promise<Plan> => {
    const assembly = new Assembly(context, mount.space, undefined)
    await addTakenIn(assembly, taken)
    return assembly.plan()
  })
}

async function makeChange(
  context: LedgerContext,
  { mount, operation }: MappedChange,
  object: ObjectChange,
  step: UndoStep,
): Promise<Observation | undefined> {
  const { backend } = mount
  const { key, before } = object
  const { capabilities } = backend
  if (object.action === 'delete') {
    const precondition = capabilities.deleteIfMatch
      ? { ifUnchanged: infoOf(object.before) }
      : undefined
    await backend.delete(key, { precondition })
    return undefined
  }
  if (object.action === 'put') {
    const source = await sourceOf(context, mount, step)
    const { contentType } = object
    await backend.put(key, source, {
      precondition: onTarget(capabilities, before),
      ...(capabilities.objectMetadata && {
        contentType,
        metadata: { [OPERATION_METADATA]: operation.id },
      }),
    })
  } else await renameObject(mount, object)
  const info = await backend.head(key)
  return info && observationOf(info)
}

function onTarget(
  { putIfAbsent, putIfMatch }: Mount['backend']['capabilities'],
  before: Observation | undefined,
): ObjectPrecondition | undefined {
  if (before === undefined) return putIfAbsent ? { ifNoneMatch: '*' } : undefined
  return putIfMatch ? { ifUnchanged: infoOf(before) } : undefined
}

/** What was seen, as the provider is asked about it. */
function infoOf({ operation: _, ...seen }: Observation) {
  return seen
}

async function renameObject(
  { backend }: Mount,
  { key, from }: Extract<ObjectChange, { action: 'copy' | 'rename' }>,
): Promise<void> {
  const { copy, copyConditions, deleteIfMatch, putIfAbsent } = backend.capabilities
  const absent = { ifNoneMatch: '*' } as const
  if (copy && backend.copy !== undefined)
    await backend.copy(from.key, key, copyConditions ? { precondition: absent } : {})
  else {
    const { body, info } = await backend.get(from.key)
    const source: Source = { size: info.size, rewindable: false, open: () => body }
    const { contentType, metadata } = info
    const more = backend.capabilities.objectMetadata ? { contentType, metadata } : {}
    await backend.put(key, source, { precondition: putIfAbsent ? absent : undefined, ...more })
  }
  const precondition = deleteIfMatch ? { ifUnchanged: infoOf(from.seen) } : undefined
  await backend.delete(from.key, { precondition })
}

async function sourceOf(context: LedgerContext, mount: Mount, step: UndoStep): Promise<Source> {
  const node = step.content
  if (node === undefined || node.size === 0) return bytesSource(new Uint8Array())
  const bytes = await stateBytes(context, mount, step.path, node)
  const { size } = node
  return { size, rewindable: true, open: (start = 0) => bytes.stream({ start, end: size }) }
}

/** The node becomes what it was, and the step is done, in one commit. */
async function settleStep(
  context: LedgerContext,
  mount: Mount,
  step: UndoStep,
  left: Observation | undefined,
): Promise<void> {
  const { restore, node } = step
  const seen = left === undefined ? deleteObservation(node) : putObservation(node, left)
  if (restore === undefined) {
    const mutations = [seen, deleteStep(step)]
    await sendBatch(context, { space: mount.space, operations: [], mutations }, step.path)
    return
  }
  const operation = changeOf(mount, step).operation
  const mutations = [{ kind: 'restoreNodes', nodes: [restore] } as const, seen, deleteStep(step)]
  const batch = { space: mount.space, operations: [operation], mutations }
  const result = await sendBatch(context, batch, step.path)
  if (!result.ok) await settleAnew(context, mount, step, left)
}

/** What was before cannot come back in the store, since others changed it there: the object is a file of its own. */
async function settleAnew(
  context: LedgerContext,
  mount: Mount,
  step: UndoStep,
  left: Observation | undefined,
): Promise<void> {
  const { operation } = changeOf(mount, step)
  const path = parsePath(step.path)
  const commit = { space: mount.space, operations: [operation], path: step.path }
  await commitPlanned(context, commit, async (): Promise<Plan> => {
    const assembly = new Assembly(context, mount.space, undefined)
    const there = await assembly.nodeAt(path)
    if (left !== undefined) {
      const { contentType, modifiedAt } = left
      const content = externalState(context, mount, left)
      await assembly.put(path, there, content, left, { contentType, modifiedAt })
    } else if (there !== undefined) {
      assembly.keep(there)
      assembly.end(there)
    }
    assembly.add(deleteStep(step))
    return assembly.plan()
  })
}

async function leave(
  context: LedgerContext,
  mount: Mount,
  step: UndoStep,
  reason: LeftFile['reason'],
): Promise<LeftFile> {
  const mutations = [deleteStep(step)]
  await sendBatch(context, { space: mount.space, operations: [], mutations }, step.path)
  return { path: step.from ?? step.path, reason }
}

/** A directory that came back is there also where nothing is in it. */
async function mark(context: LedgerContext, mount: Mount, step: UndoStep): Promise<undefined> {
  const key = `${keyOf(mount, parsePath(step.path))}/`
  const { objects } = await mount.backend.list({ prefix: key, limit: 1 })
  if (objects.length === 0) await mount.backend.put(key, bytesSource(new Uint8Array()))
  const mutations = [deleteStep(step)]
  await sendBatch(context, { space: mount.space, operations: [], mutations }, step.path)
}

/** A directory ends with its marker. Where others put something into it, it is implied by that from now on. */
async function unmark(context: LedgerContext, mount: Mount, step: UndoStep): Promise<undefined> {
  const key = `${keyOf(mount, parsePath(step.path))}/`
  const { objects } = await mount.backend.list({ prefix: key, limit: 2 })
  if (objects.length === 1 && objects[0]?.key === key) await mount.backend.delete(key)
  const mutations = [
    { kind: 'restoreNodes', nodes: [step.restore ?? { node: step.node, place: null }] } as const,
    deleteStep(step),
  ]
  const { operation } = changeOf(mount, { ...step, kind: 'write' })
  const batch = { space: mount.space, operations: [operation], mutations }
  if (!(await sendBatch(context, batch, step.path)).ok) await leave(context, mount, step, 'changed')
}
