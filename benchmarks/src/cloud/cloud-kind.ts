/** What a provider brings to a comparison of our adapter with its own SDK. */
import type { Backend } from '@nexusfs/core/spec'
import type { ServerName, TestServer } from '../../../test/servers/test-server.ts'

/** A bucket of a server, both sides' keys in it. */
export interface Place {
  readonly server: Omit<TestServer, 'close'>
  readonly bucket: string
}

/** A bucket as a careful user of the SDK uses it: one client, connections that stay, checksums sent along. */
export interface BareBucket {
  put(key: string, bytes: Uint8Array): Promise<unknown>
  get(key: string): Promise<Uint8Array>
  close(): Promise<void>
}

/** A provider. */
export interface CloudKind {
  readonly name: string
  /** The server of the tests that stands for it. */
  readonly server: ServerName
  /** Makes the bucket. */
  prepare(place: Place): Promise<void>
  /** Our adapter, below a prefix. */
  backend(place: Place, prefix: string): Promise<Backend>
  bare(place: Place): Promise<BareBucket>
}
