import { sha256 } from '../../kit/index.ts'
import type { ContentMutation, ContentRow } from '../../spec/index.ts'
import type { Observation } from './ledger.ts'

/** Where the bytes of a version of a mapped file lie at its provider. */
export interface Locator {
  readonly key: string
  /** Absent where the bucket keeps no versions: then they are there only while the object has the etag. */
  readonly versionId?: string | undefined
  readonly etag: string
}

/** Content that is what was seen of an object. @param backend - identity of the mount. */
export function externalContent(
  pool: string,
  backend: string,
  { key, versionId, etag, size }: Observation,
): ContentMutation {
  const locator = JSON.stringify({ etag, key, ...(versionId !== undefined && { versionId }) })
  const hash = sha256(Buffer.from(locator))
  return { kind: 'content', action: 'external', pool, backend, hash, size, locator }
}

/** Where content lies that a mapped tree made; `undefined` for any other. */
export function locatorOf({ locator }: ContentRow): Locator | undefined {
  return locator === undefined ? undefined : (JSON.parse(locator) as Locator)
}
