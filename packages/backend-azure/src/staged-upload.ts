import type { BlockBlobClient } from '@azure/storage-blob'
import { newId, throwIfAborted } from '@nexusfs/core/kit'
import { blockId, blocksAtOnce } from './blocks.ts'
import { checksumOf } from './checksum.ts'

/**
 * Sends the blocks of one object, several at once, as many as memory may hold. They are visible to nobody until their
 * list is committed; Azure drops those that never are after a week, or when the object is written otherwise.
 */
export class StagedUpload {
  /** Of the blocks that were sent, in order. */
  readonly ids: string[] = []
  readonly #upload = newId()
  readonly #blob: BlockBlobClient
  readonly #scope: { readonly encryptionScope?: string }
  readonly #stopped = new AbortController()
  readonly #signal: AbortSignal
  readonly #callerSignal: AbortSignal | undefined
  readonly #translated: (error: unknown) => unknown
  readonly #sending = new Set<Promise<void>>()
  #failure: { readonly error: unknown } | undefined

  constructor(
    blob: BlockBlobClient,
    {
      signal,
      encryptionScope,
      translated,
    }: {
      readonly signal: AbortSignal | undefined
      readonly encryptionScope: string | undefined
      readonly translated: (error: unknown) => unknown
    },
  ) {
    this.#blob = blob
    this.#scope = encryptionScope === undefined ? {} : { encryptionScope }
    this.#callerSignal = signal
    this.#translated = translated
    this.#signal = AbortSignal.any([...(signal ? [signal] : []), this.#stopped.signal])
  }

  /** Sends every block; gives how many bytes they have. Nothing is on its way any more when it ends, in whatever way. */
  async stageAll(blocks: AsyncIterable<Uint8Array>): Promise<number> {
    let size = 0
    try {
      for await (const block of blocks) {
        size += block.byteLength
        this.#send(block)
        while (this.#sending.size >= blocksAtOnce(block.byteLength)) await this.#next()
      }
      while (this.#sending.size > 0) await this.#next()
    } finally {
      this.#stopped.abort()
      await Promise.allSettled(this.#sending)
    }
    return size
  }

  #send(block: Uint8Array): void {
    const id = blockId(this.#upload, this.ids.length)
    this.ids.push(id)
    const body = Buffer.from(block.buffer, block.byteOffset, block.byteLength)
    const sending = this.#blob
      .stageBlock(id, body, body.byteLength, {
        abortSignal: this.#signal,
        ...this.#scope,
        ...checksumOf(block),
      })
      .then(
        () => undefined,
        (error: unknown) => {
          this.#failure ??= { error }
        },
      )
      .finally(() => this.#sending.delete(sending))
    this.#sending.add(sending)
  }

  /** Waits until a block has arrived. */
  async #next(): Promise<void> {
    await Promise.race(this.#sending)
    throwIfAborted(this.#callerSignal)
    if (this.#failure !== undefined) throw this.#translated(this.#failure.error)
  }
}
