import type { ContentContext } from '../content/index.ts'
import type { MountTable } from '../mounts/index.ts'
import type { Clock, MetadataStore } from '../spec/index.ts'
import type { RetentionSettings } from './retention.ts'

/** What a `Collector` works with. */
export interface CollectorParts {
  readonly store: MetadataStore
  readonly content: ContentContext
  readonly mounts: MountTable
  readonly clock: Clock
  readonly settings: RetentionSettings
}
