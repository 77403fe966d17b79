import type { Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { type BatchItem, type Nexus, NexusError } from '@nexusfs/core'
import type { TransferJob } from './transfer-job.ts'

/** Files up to this many bytes go together in one commit. */
const SMALL = 256 * 1024
const BATCH_FILES = 256
const BATCH_BYTES = 4 * 1024 * 1024
const STREAM_CHUNK = 1024 * 1024

/** A host file on its way into the tree. */
export interface ImportFile {
  /** Relative to the source, for reports. */
  readonly shown: string
  readonly target: string
  readonly exists: boolean
  readonly size: number
  /** Milliseconds UTC. */
  readonly modifiedAt: number
  readonly mode: number
  openFile(): Promise<FileHandle>
}

interface Pending {
  readonly file: ImportFile
  readonly item: BatchItem & { readonly content: Uint8Array }
}

/** Writes files into the tree: small ones together in one commit, large ones streamed. */
export class ImportWriter {
  readonly #nx: Nexus
  readonly #job: TransferJob
  #pending: Pending[] = []
  #pendingBytes = 0

  constructor(nx: Nexus, job: TransferJob) {
    this.#nx = nx
    this.#job = job
  }

  /** Takes files; each is written when its batch is full, at the latest with {@link flush}. */
  async add(files: readonly ImportFile[]): Promise<void> {
    this.#announce(files)
    if (this.#job.options.dryRun === true) {
      for (const { shown, size } of files) this.#job.markCopied(shown, size)
      return
    }
    const small = files.filter(({ size }) => size <= SMALL)
    const read = await Promise.all(small.map((file) => this.#read(file)))
    for (const pending of read) if (pending !== undefined) await this.#enqueue(pending)
    for (const file of files) if (file.size > SMALL) await this.#stream(file)
  }

  /** Writes what is waiting. */
  async flush(): Promise<void> {
    const batch = this.#pending
    this.#pending = []
    this.#pendingBytes = 0
    if (batch.length === 0) return
    this.#job.checkSignal()
    try {
      await this.#writeAll(batch)
    } catch (error) {
      if (batch.length === 1) throw error
      await this.#writeEach(batch, error)
      return
    }
    for (const { file, item } of batch) this.#job.markCopied(file.shown, item.content.byteLength)
  }

  /** Writes one file at once, and throws what goes wrong. */
  async writeOne(file: ImportFile, ifMatch?: string): Promise<void> {
    this.#announce([file])
    if (this.#job.options.dryRun === true) this.#job.markCopied(file.shown, file.size)
    else await this.#streamOrThrow(file, ifMatch)
  }

  #announce(files: readonly ImportFile[]): void {
    for (const { exists, target, size } of files)
      this.#job.act({ type: exists ? 'update' : 'create', path: target, size })
  }

  async #read(file: ImportFile): Promise<Pending | undefined> {
    try {
      const handle = await openRegular(file)
      try {
        const content = await handle.readFile()
        const { target: path, modifiedAt, mode } = file
        return { file, item: { path, content, modifiedAt, mode } }
      } finally {
        await handle.close()
      }
    } catch (error) {
      this.#job.markFailed(file.shown, error)
      return undefined
    }
  }

  async #enqueue(pending: Pending): Promise<void> {
    this.#pending.push(pending)
    this.#pendingBytes += pending.item.content.byteLength
    if (this.#pending.length >= BATCH_FILES || this.#pendingBytes >= BATCH_BYTES) await this.flush()
  }

  async #writeAll(batch: readonly Pending[]): Promise<void> {
    const { signal } = this.#job.options
    await this.#nx.writeBatch(
      batch.map(({ item }) => item),
      { signal },
    )
  }

  /** After a batch that failed as a whole: each file by itself, so that only the bad ones are left out. */
  async #writeEach(batch: readonly Pending[], reason: unknown): Promise<void> {
    const first = this.#job.copied === 0 && this.#job.equal === 0
    let written = 0
    for (const { file, item } of batch) {
      this.#job.checkSignal()
      try {
        const { path, content, ...options } = item
        await this.#nx.write(path, content, { ...options, signal: this.#job.options.signal })
        this.#job.markCopied(file.shown, content.byteLength)
        written += 1
      } catch (error) {
        this.#job.markFailed(file.shown, error)
      }
    }
    if (first && written === 0) throw reason
  }

  async #stream(file: ImportFile): Promise<void> {
    try {
      await this.#streamOrThrow(file)
    } catch (error) {
      this.#job.markFailed(file.shown, error)
    }
  }

  async #streamOrThrow(file: ImportFile, ifMatch?: string): Promise<void> {
    this.#job.checkSignal()
    const handle = await openRegular(file)
    try {
      const { modifiedAt, mode } = file
      const options = { modifiedAt, mode, ifMatch, signal: this.#job.options.signal }
      const { size } = await this.#nx.write(file.target, this.#chunks(handle, file), options)
      this.#job.markCopied(file.shown, size)
    } finally {
      await handle.close()
    }
  }

  async *#chunks(handle: FileHandle, file: ImportFile): AsyncGenerator<Uint8Array> {
    const stream = handle.createReadStream({ autoClose: false, highWaterMark: STREAM_CHUNK })
    for await (const chunk of stream) {
      this.#job.markBytes(file.shown, (chunk as Uint8Array).byteLength)
      yield chunk as Uint8Array
    }
  }
}

/** What is kept of a host file besides its content. Permissions only: no set-user-id, no sticky bit. */
export function attributesOf(stats: Stats): Pick<ImportFile, 'size' | 'modifiedAt' | 'mode'> {
  return { size: stats.size, modifiedAt: Math.round(stats.mtimeMs), mode: stats.mode & 0o777 }
}

async function openRegular(file: ImportFile): Promise<FileHandle> {
  const handle = await file.openFile()
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  throw new NexusError(
    'CONFLICT',
    `Host file ${JSON.stringify(file.shown)} was replaced meanwhile.`,
    {
      hint: 'Run the transfer again.',
    },
  )
}
