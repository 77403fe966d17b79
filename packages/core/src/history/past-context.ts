import type { Namespaces } from '../path/index.ts'
import type { MetadataStore, Principal } from '../spec/index.ts'

/** Who looks at the past of which store. */
export interface PastContext {
  readonly store: MetadataStore
  readonly principal: Principal
  readonly namespaces: Namespaces
}
