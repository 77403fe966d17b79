import type { Protocol } from './protocol.ts'
import {
  ABSENT,
  CONDEMNED,
  isReferenced,
  minus,
  PENDING,
  PRESENT,
  plus,
  type State,
  SUSPECT,
} from './state.ts'

/** Commit: announces an upload. The row then has the generation that the writer is given. */
export function register(state: State, protocol: Protocol): State {
  const leased = { ...state, leases: (state.leaseHolds ? state.leases : 0) + 1, leaseHolds: true }
  const listed = { ...leased, isCandidate: state.isCandidate || protocol.listsAnnounced }
  if (state.row === PENDING || state.row === PRESENT) return listed
  if (state.row === ABSENT) return { ...listed, row: PENDING, generation: 1 }
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
  const isKnown = state.row === PENDING || state.row === PRESENT
  if (protocol.confirmsGeneration && (!isKnown || state.generation !== generation)) return undefined
  const leases = Math.max(0, state.leases - 1)
  const row = isKnown ? PRESENT : state.row
  return { ...state, row, leases, leaseHolds: state.leaseHolds && leases > 0 }
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
  return {
    ...unlisted,
    row: CONDEMNED,
    leases: 0,
    leaseHolds: false,
    doomed: plus(state.doomed, generation),
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
