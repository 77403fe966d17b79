import { hasEnded, pruned } from './actors.ts'
import type { Protocol } from './protocol.ts'
import {
  CONDEMNED,
  has,
  isHealing,
  isReferenced,
  newestGeneration,
  PAST,
  PRESENT,
  type State,
  type World,
} from './state.ts'
import { condemn, deleteObject, drop } from './store-steps.ts'

/** What must hold in every state; `undefined` when it does. */
export function violationOf(state: State, world: World, protocol: Protocol): string | undefined {
  const { row, generation, objects } = state
  for (const key of [generation, newestGeneration(state)])
    if (has(state.doomed, key) && row !== CONDEMNED) return `key ${key} was handed out again`
  if (isReferenced(state)) {
    if (row !== PRESENT && !isHealing(state)) return 'a file names content that is not there'
    if (!has(objects, generation)) return 'a file has no object'
  }
  return isQuiet(state) ? leftOver(state, world, protocol) : undefined
}

function isQuiet({ writers }: State): boolean {
  return writers.every(hasEnded)
}

/**
 * What lies on the backend for ever once every writer ended, everything deleted is pruned and a whole collection ran.
 * Only a writer that uploaded after its lease ran out and crashed then leaves an object, which is for fsck to find.
 */
function leftOver(state: State, { crashes }: World, protocol: Protocol): string | undefined {
  const end = collected(prunedWhole(state, protocol), protocol)
  const kept = isReferenced(end) ? (1 << end.generation) | (1 << newestGeneration(end)) : 0
  const orphans = end.objects & ~kept
  if (orphans !== 0 && !(end.wasLate && crashes)) return 'an object stays for ever'
  return (orphans & ~findable(end)) !== 0 ? 'an object stays that fsck does not find' : undefined
}

/** Objects that fsck may delete: those of keys that are never handed out again. */
function findable({ row, generation }: State): number {
  const earlier = (1 << generation) - 1
  return row === CONDEMNED ? earlier | (1 << generation) : earlier
}

function prunedWhole(state: State, protocol: Protocol): State {
  let end: State = { ...state, leases: 0, leaseHolds: false }
  for (const [index, file] of state.files.entries())
    if (file === PAST) end = pruned(end, index, protocol)
  return end
}

function collected(state: State, protocol: Protocol): State {
  let end = condemn(state, state.generation, protocol)
  for (let generation = 1; generation < 6; generation++)
    if (has(end.doomed, generation)) end = drop(deleteObject(end, generation), generation)
  return end
}
