import { v7 } from 'uuid'
import type { Id } from '../spec/index.ts'

/** Makes ids; injected wherever one is needed, so that tests can be deterministic. */
export type IdSource = () => Id

/** A fresh UUIDv7 (RFC 9562): later ids of one process sort after earlier ones. */
export const newId: IdSource = () => v7()

/** The 16 bytes of an id, as tables hold it. */
export function idToBytes(id: Id): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex')
}

/** The id of 16 bytes. */
export function idFromBytes(bytes: Uint8Array): Id {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
