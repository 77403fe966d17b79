import type { ContentRow, NodeRow } from '../spec/index.ts'
import type { ContentContext } from './context.ts'

/** A file whose content is to be read. */
export interface Readable {
  readonly space: string
  readonly path: string
  readonly node: NodeRow
  /** Bytes that came with the node. */
  readonly bytes?: Uint8Array | undefined
}

/** Content that is being read, for a file. */
export interface Reading {
  readonly context: ContentContext
  readonly file: Readable
  readonly content: ContentRow
  readonly signal: AbortSignal | undefined
}
