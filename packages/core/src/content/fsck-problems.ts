import type { Backend, ContentReference } from '../spec/index.ts'

/** Something that does not agree between store and backends. */
export interface ContentProblem {
  readonly kind: 'missing' | 'size' | 'corrupt' | 'orphan' | 'marker'
  readonly message: string
  readonly key?: string | undefined
  /** Where the backend lies, for people. */
  readonly backend?: string | undefined
  readonly repaired?: boolean | undefined
  readonly loss: boolean
  /** The content that is affected. */
  readonly content?: ContentReference | undefined
}

/** Where a backend lies, for people. */
export function locationOf(backend: Backend): string {
  const { type, location } = backend.describe()
  return `${type} ${location}`
}
