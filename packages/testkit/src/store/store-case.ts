import type { Need, StoreWorld } from './store-world.ts'

/** The body of a case. */
export type StoreCaseBody = (world: StoreWorld) => Promise<void>

/** A case that only runs where the store can do what it needs. */
export interface ConditionalCase {
  readonly needs: Need
  readonly run: StoreCaseBody
}

/** Cases by name; a name is a fact. */
export type StoreCases = Readonly<Record<string, StoreCaseBody | ConditionalCase>>

/** A case for stores that can do something optional. */
export function needs(need: Need, run: StoreCaseBody): ConditionalCase {
  return { needs: need, run }
}
