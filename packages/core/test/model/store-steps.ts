import type { Protocol } from './protocol.ts'
import {
  ABSENT,
  CONDEMNED,
  isReferenced,
  minus,
  newestGeneration,
  PENDING,
  PRESENT,
  plus,
  RENEWING,
  type State,
  SUSPECT,
} from './state.ts'

/** Commit: announces an upload. The newest generation is then the one that the writer is given. */
export function register(state: State, protocol: Protocol): State {
  const leased = { ...state, leases: (state.leaseHolds ? state.leases : 0) + 1, leaseHolds: true }
  const listed = { ...leased, isCandidate: state.isCandidate || protocol.listsAnnounced }
  if (state.row === PENDING || state.row === PRESENT) return listed
  if (state.row === ABSENT) return { ...listed, row: PENDING, generation: 1 }
  if (state.row === RENEWING) return listed
  if (state.row === SUSPECT && protocol.keepsDoubted) return { ...listed, leases: 1, row: RENEWING }
  const isDoomed = state.row === SUSPECT && protocol.doomsDoubted
  return {
    ...listed,
    leases: 1,
    row: PENDING,
    generation: protocol.renewsGenerations ? state.generation + 1 : state.generation,
    doomed: isDoomed ? plus(state.doomed, state.generation) : state.doomed,
  }
}

/** The mutation `confirm`, within the commit that names the content; `undefined`: the commit fails. */
export function confirm(state: State, generation: number, protocol: Protocol): State | undefined {
  const newest = newestGeneration(state)
  const isKnown = state.row === PENDING || state.row === PRESENT || state.row === RENEWING
  if (protocol.confirmsGeneration && (!isKnown || newest !== generation)) return undefined
  const leases = Math.max(0, state.leases - 1)
  const row = isKnown ? PRESENT : state.row
  const isReplaced = state.row === RENEWING && protocol.doomsDoubted
  return {
    ...state,
    row,
    generation: newest,
    doomed: isReplaced ? plus(state.doomed, state.generation) : state.doomed,
    leases,
    leaseHolds: state.leaseHolds && leases > 0,
  }
}

/** Commit: doubts content whose object a check found damaged or missing. */
export function suspect(state: State, generation: number): State {
  if (state.row !== PRESENT || state.generation !== generation) return state
  return { ...state, row: SUSPECT }
}

/** Commit: condemns a candidate, or lets it leave the list. */
export function condemn(state: State, generation: number, protocol: Protocol): State {
  if (!state.isCandidate || state.generation !== generation) return state
  if (state.leaseHolds && protocol.keepsLeases)
    return { ...state, isCandidate: protocol.keepsLeasedListed }
  const unlisted = { ...state, isCandidate: false }
  if (isReferenced(state) && protocol.asksForReferences) return unlisted
  const newest = newestGeneration(state)
  return {
    ...unlisted,
    row: CONDEMNED,
    generation: newest,
    leases: 0,
    leaseHolds: false,
    doomed: plus(plus(state.doomed, generation), newest),
  }
}

/** Commit: the object was deleted. */
export function drop(state: State, generation: number): State {
  return { ...state, doomed: minus(state.doomed, generation) }
}

/** The backend: the object is gone. */
export function deleteObject(state: State, generation: number): State {
  return {
    ...state,
    objects: minus(state.objects, generation),
    rotten: minus(state.rotten, generation),
  }
}
