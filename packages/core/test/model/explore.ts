import { collectorSteps, otherSteps, readerSteps, type Step, writerSteps } from './actors.ts'
import { violationOf } from './invariants.ts'
import type { Protocol } from './protocol.ts'
import { initialState, keyOf, type State, type World } from './state.ts'

/** What an exploration found. */
export interface Exploration {
  /** Distinct states. */
  readonly states: number
  /** The first thing that went wrong; breadth first, so no shorter way leads to one. */
  readonly violation: string | undefined
  /** Names of the steps that led there. */
  readonly steps: readonly string[]
}

/** Everything that may happen next. */
export function* successors(state: State, world: World, protocol: Protocol): Generator<Step> {
  for (const index of state.writers.keys()) yield* writerSteps(state, index, world, protocol)
  for (const index of state.collectors.keys()) yield* collectorSteps(state, index, world, protocol)
  yield* readerSteps(state, protocol)
  yield* otherSteps(state, world, protocol)
}

/** Every state that any interleaving reaches, breadth first, until one is wrong. */
export function explore(world: World, protocol: Protocol): Exploration {
  const found = search(world, protocol, undefined)
  if (found.violation === undefined) return found
  return search(world, protocol, new Map())
}

interface Origin {
  readonly name: string
  readonly before: string
}

function search(
  world: World,
  protocol: Protocol,
  origins: Map<string, Origin> | undefined,
): Exploration {
  const first = initialState(world)
  const seen = new Set([keyOf(first)])
  for (let frontier = [first]; frontier.length > 0; ) {
    const next: State[] = []
    for (const before of frontier)
      for (const { name, state } of successors(before, world, protocol)) {
        const violation = state.violation ?? violationOf(state, world, protocol)
        const key = keyOf(state)
        if (violation !== undefined)
          return { states: seen.size, violation, steps: [...way(origins, keyOf(before)), name] }
        if (seen.has(key)) continue
        seen.add(key)
        origins?.set(key, { name, before: keyOf(before) })
        next.push(state)
      }
    frontier = next
  }
  return { states: seen.size, violation: undefined, steps: [] }
}

function way(origins: Map<string, Origin> | undefined, last: string): string[] {
  const names: string[] = []
  for (let key = last; ; ) {
    const origin = origins?.get(key)
    if (origin === undefined) return names.reverse()
    names.push(origin.name)
    key = origin.before
  }
}
