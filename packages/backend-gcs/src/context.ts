import type { BackendCapabilities } from '@nexusfs/core/spec'
import type { Places } from './places.ts'
import type { GcsSettings } from './settings.ts'
import type { Wire } from './wire.ts'

/** What the calls of one backend work with. */
export interface GcsContext {
  readonly settings: GcsSettings
  readonly wire: Wire
  readonly places: Places
  /** As they are known now: a probe may change them. */
  capabilities(): BackendCapabilities
}
