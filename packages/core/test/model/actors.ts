import type { Protocol } from './protocol.ts'
import {
  ABSENT,
  CONDEMNED,
  type Collector,
  has,
  IDLE,
  isHealing,
  isReferenced,
  LIVE,
  newestGeneration,
  PAST,
  PRESENT,
  plus,
  type Reader,
  type State,
  type World,
  type Writer,
  withMember,
} from './state.ts'
import { condemn, confirm, deleteObject, drop, register, suspect } from './store-steps.ts'

/** One thing that may happen next. */
export interface Step {
  readonly name: string
  readonly state: State
}

const ANNOUNCED = 1
const UPLOADED = 2
const LATE = 3
const ENDED = 4

/** Whether a writer does nothing more: it is acknowledged, has crashed or has given up. */
export function hasEnded({ at }: Writer): boolean {
  return at === ENDED
}

/** What a writer may do: its next step, or crash. */
export function* writerSteps(
  state: State,
  index: number,
  { crashes }: World,
  protocol: Protocol,
): Generator<Step> {
  const writer = state.writers[index] as Writer
  if (writer.at === ENDED) return
  const name = `writer ${index}`
  const become = (next: State, change: Partial<Writer>): State => ({
    ...next,
    writers: withMember(next.writers, index, { ...writer, ...change }),
  })
  if (writer.at !== IDLE && crashes)
    yield {
      name: `${name} crashes`,
      state: become(state, { at: ENDED, generation: 0, leased: false, tries: 0 }),
    }
  if (writer.at === IDLE) yield* announce(state, writer, name, protocol, become)
  if (writer.at === ANNOUNCED) {
    const objects = plus(state.objects, writer.generation)
    yield { name: `${name} uploads`, state: become({ ...state, objects }, { at: UPLOADED }) }
  }
  if (writer.at === UPLOADED) yield commitFile(state, index, name, protocol, become)
  if (writer.at === LATE) yield clearUp(state, writer, name, protocol, become)
}

type Become = (next: State, change: Partial<Writer>) => State

function* announce(
  state: State,
  writer: Writer,
  name: string,
  protocol: Protocol,
  become: Become,
): Generator<Step> {
  if (writer.tries === 0) {
    yield { name: `${name} gives up`, state: become(state, { at: ENDED }) }
    return
  }
  const announced = register(state, protocol)
  const generation = newestGeneration(announced)
  const isThere = announced.row === PRESENT
  const isRotten = isThere && has(announced.rotten, generation)
  const tries = writer.tries - 1
  if (isRotten) {
    const again = register(suspect(announced, generation), protocol)
    const change = { at: ANNOUNCED, generation: newestGeneration(again), leased: true, tries }
    yield { name: `${name} doubts and announces`, state: become(again, change) }
    return
  }
  const at = isThere || !protocol.uploadsFirst ? UPLOADED : ANNOUNCED
  const change = { at, generation, leased: true, tries }
  yield { name: `${name} announces`, state: become(announced, change) }
}

/** The commit that names the content in the writer's file and acknowledges it. */
function commitFile(
  state: State,
  index: number,
  name: string,
  protocol: Protocol,
  become: Become,
): Step {
  const writer = state.writers[index] as Writer
  const confirmed = confirm(state, writer.generation, protocol)
  if (confirmed === undefined) {
    const isDisturbed = writer.leased && !state.wasLate && !state.wasDamaged
    const violation = isDisturbed ? 'a writer within its lease lost its content' : undefined
    const late = become({ ...state, violation }, { at: LATE, leased: false })
    return { name: `${name} is refused`, state: late }
  }
  const files = withMember(confirmed.files, index, LIVE)
  const done = become(
    { ...confirmed, files },
    { at: ENDED, generation: 0, leased: false, tries: 0 },
  )
  return { name: `${name} is acknowledged`, state: done }
}

/** A writer that was refused takes away what nobody else will, and begins again. */
function clearUp(
  state: State,
  writer: Writer,
  name: string,
  protocol: Protocol,
  become: Become,
): Step {
  const isDead =
    state.generation > writer.generation ||
    (state.row === CONDEMNED && state.generation === writer.generation)
  const cleared =
    isDead && protocol.clearsLateUploads ? deleteObject(state, writer.generation) : state
  return { name: `${name} begins again`, state: become(cleared, { at: IDLE, generation: 0 }) }
}

const SAW_CANDIDATE = 1
const SAW_DOOMED = 2
const DELETED = 3
const DROPPED_FIRST = 4

/** What a collector may do: its next step, or crash, which is to begin again. */
export function* collectorSteps(
  state: State,
  index: number,
  { crashes }: World,
  protocol: Protocol,
): Generator<Step> {
  const collector = state.collectors[index] as Collector
  const { at, generation } = collector
  const name = `collector ${index}`
  const become = (next: State, change: Collector): State => ({
    ...next,
    collectors: withMember(next.collectors, index, change),
  })
  const idle = { at: IDLE, generation: 0 }
  if (at === IDLE) {
    if (state.isCandidate) {
      const change = { at: SAW_CANDIDATE, generation: state.generation }
      yield { name: `${name} sees a candidate`, state: become(state, change) }
    }
    for (let doomed = 1; doomed < 6; doomed++)
      if (has(state.doomed, doomed)) {
        const change = { at: SAW_DOOMED, generation: doomed }
        yield { name: `${name} sees object ${doomed} doomed`, state: become(state, change) }
      }
    return
  }
  if (crashes) yield { name: `${name} crashes`, state: become(state, idle) }
  if (at === SAW_CANDIDATE && !protocol.condemnsFirst && !isReferenced(state))
    yield {
      name: `${name} deletes early`,
      state: become(deleteObject(state, generation), collector),
    }
  if (at === SAW_CANDIDATE)
    yield { name: `${name} condemns`, state: become(condemn(state, generation, protocol), idle) }
  if (at === SAW_DOOMED && protocol.deletesBeforeDropping)
    yield {
      name: `${name} deletes object ${generation}`,
      state: become(deleteObject(state, generation), { at: DELETED, generation }),
    }
  if (at === SAW_DOOMED && !protocol.deletesBeforeDropping)
    yield {
      name: `${name} drops object ${generation} first`,
      state: become(drop(state, generation), { at: DROPPED_FIRST, generation }),
    }
  if (at === DELETED) yield { name: `${name} drops`, state: become(drop(state, generation), idle) }
  if (at === DROPPED_FIRST)
    yield { name: `${name} deletes`, state: become(deleteObject(state, generation), idle) }
}

const SAW_NODE = 1
const SAW_ROW = 2
const FOUND_NOTHING = 3
const SAW_NODE_AGAIN = 4
const NO_READ: Reader = { at: IDLE, generation: 0, row: ABSENT }

/** What a reader of a file, live or past, may do. Its steps are those of a read: node, row, object; nothing there: again. */
export function* readerSteps(state: State, protocol: Protocol): Generator<Step> {
  const { reader } = state
  if (reader === undefined) return
  const become = (name: string, change: Reader): Step => ({
    name: `the reader ${name}`,
    state: { ...state, reader: change },
  })
  const { row, generation } = state
  if (reader.at === IDLE && isReferenced(state))
    yield become('finds the file', { ...reader, at: SAW_NODE })
  if (reader.at === SAW_NODE) yield become('reads the row', { at: SAW_ROW, row, generation })
  if (reader.at === SAW_ROW)
    yield isSound(state, reader.generation)
      ? become('reads the object', NO_READ)
      : become('finds no sound object', { ...reader, at: FOUND_NOTHING })
  if (reader.at === FOUND_NOTHING)
    yield protocol.readsAgain && !isReferenced(state)
      ? become('finds the file gone', NO_READ)
      : become('finds the file again', { ...reader, at: SAW_NODE_AGAIN })
  if (reader.at === SAW_NODE_AGAIN)
    yield { name: 'the reader reads the row again', state: judged(state, reader, protocol) }
}

function isSound({ objects, rotten }: State, generation: number): boolean {
  return has(objects, generation) && !has(rotten, generation)
}

/** The object was not sound, and the file was there after that: either the row has changed meanwhile, or it is damage. */
function judged(state: State, before: Reader, protocol: Protocol): State {
  const { row, generation } = state
  const hasChanged = generation !== before.generation || row !== before.row
  if (hasChanged && protocol.readsAgain)
    return { ...state, reader: { at: SAW_ROW, row, generation } }
  const idle = { ...state, reader: NO_READ }
  if (has(state.rotten, generation)) return suspect(idle, generation)
  return isHealing(state) ? idle : { ...idle, violation: 'a read of a file failed' }
}

/** What else may happen: deletions, pruning, leases that run out, damage. */
export function* otherSteps(
  state: State,
  { leasesExpire }: World,
  protocol: Protocol,
): Generator<Step> {
  for (const [index, file] of state.files.entries()) {
    if (file === LIVE && state.deletes > 0)
      yield {
        name: `file ${index} is deleted`,
        state: {
          ...state,
          files: withMember(state.files, index, PAST),
          deletes: state.deletes - 1,
        },
      }
    if (file === PAST)
      yield { name: `file ${index} is pruned`, state: pruned(state, index, protocol) }
  }
  const isHeld = state.writers.some(({ leased }) => leased)
  if (state.leaseHolds && (leasesExpire || !isHeld))
    yield {
      name: 'the leases run out',
      state: {
        ...state,
        leaseHolds: false,
        wasLate: state.wasLate || isHeld,
        writers: state.writers.map((writer) => ({ ...writer, leased: false })),
      },
    }
  if (state.damages > 0 && state.row === PRESENT && has(state.objects, state.generation))
    yield {
      name: `object ${state.generation} is damaged`,
      state: {
        ...state,
        damages: state.damages - 1,
        wasDamaged: true,
        rotten: plus(state.rotten, state.generation),
      },
    }
}

/** A past state is dropped for ever. */
export function pruned(state: State, index: number, { listsPruned }: Protocol): State {
  return {
    ...state,
    files: withMember(state.files, index, 3),
    isCandidate: state.isCandidate || listsPruned,
  }
}
