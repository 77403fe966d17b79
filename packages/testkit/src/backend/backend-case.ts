import type { BackendCapabilities } from '@nexusfs/core/spec'
import type { BackendWorld } from './backend-world.ts'

/**
 * What a case may need: a capability flag, or something of the target: a second handle, names of tiers, a bucket of its own,
 * and objects that may be larger than a memory.
 */
export type BackendNeed = keyof BackendCapabilities | 'second' | 'tiers' | 'ownBucket' | 'large'

/** The body of a case. */
export type BackendCaseBody = (world: BackendWorld) => Promise<void>

/** A case that only runs where the backend can do what it needs. */
export interface ConditionalBackendCase {
  readonly needs: readonly BackendNeed[]
  readonly run: BackendCaseBody
}

/** Cases by name; a name is a fact. */
export type BackendCases = Readonly<Record<string, BackendCaseBody | ConditionalBackendCase>>

/** A case for backends that can do something optional. */
export function needs(
  need: BackendNeed | readonly BackendNeed[],
  run: BackendCaseBody,
): ConditionalBackendCase {
  return { needs: typeof need === 'string' ? [need] : need, run }
}
