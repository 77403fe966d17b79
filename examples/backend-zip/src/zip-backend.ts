import {
  checkPrecondition,
  collectBytes,
  copyBytes,
  isNexusError,
  keyNotFound,
  NexusError,
  resolveRange,
  throwIfAborted,
} from '@nexusfs/core/kit'
import type {
  Backend,
  BackendCapabilities,
  BackendDescription,
  CallOptions,
  CheckResult,
  DeleteOptions,
  GetOptions,
  GetResult,
  ListOptions,
  ListPage,
  ObjectInfo,
  PutOptions,
  PutResult,
  Source,
} from '@nexusfs/core/spec'
import { objectOf, tooLarge } from './archive.ts'
import { ArchiveFile } from './archive-file.ts'
import { capabilities } from './capabilities.ts'
import { listPage } from './list-page.ts'
import { withDefaults, type ZipOptions } from './options.ts'

/** Makes a backend on a zip archive. Nothing is opened before the first call. */
export function createZipBackend(options: ZipOptions): Backend {
  return new ZipBackend(options)
}

/** The driver. Core checks keys, capabilities and limits before it calls, so arguments can be trusted here. */
class ZipBackend implements Backend {
  readonly apiVersion = 1
  readonly type = 'zip'
  readonly capabilities: BackendCapabilities
  readonly #file: ArchiveFile
  readonly #limit: number
  #closed = false

  constructor(options: ZipOptions) {
    const { file, limit } = withDefaults(options)
    this.#file = new ArchiveFile(file, limit)
    this.#limit = limit
    this.capabilities = capabilities(limit)
  }

  describe(): BackendDescription {
    return { type: 'zip', location: this.#file.path }
  }

  async head(key: string, options?: CallOptions): Promise<ObjectInfo | undefined> {
    this.#begin(options)
    return (await this.#file.read()).get(key)?.info
  }

  async get(key: string, options: GetOptions = {}): Promise<GetResult> {
    this.#begin(options)
    const object = (await this.#file.read()).get(key)
    if (object === undefined) throw keyNotFound(key)
    const { info, bytes } = object
    checkPrecondition(key, options.precondition, info)
    const range = resolveRange(options.range, info.size)
    return { info, range, body: bodyOf(bytes, range, options) }
  }

  async put(key: string, source: Source, options: PutOptions = {}): Promise<PutResult> {
    this.#begin(options)
    const bytes = copyBytes(source.bytes ?? (await collectBytes(source.open(), this.#limit)))
    const object = objectOf(key, bytes, Date.now())
    await this.#file.change((objects) => {
      this.#begin(options)
      const replaced = objects.get(key)?.info
      checkPrecondition(key, options.precondition, replaced)
      let total = object.info.size - (replaced?.size ?? 0)
      for (const { info } of objects.values()) total += info.size
      if (total > this.#limit) throw tooLarge(this.#file.path, this.#limit)
      objects.set(key, object)
    })
    const { etag, size, modifiedAt } = object.info
    return { etag, size, modifiedAt }
  }

  async delete(key: string, options: DeleteOptions = {}): Promise<void> {
    this.#begin(options)
    const present = (await this.#file.read()).has(key)
    if (!present && options.precondition === undefined) return
    await this.#file.change((objects) => {
      this.#begin(options)
      checkPrecondition(key, options.precondition, objects.get(key)?.info)
      objects.delete(key)
    })
  }

  async deleteMany(keys: readonly string[], options?: CallOptions): Promise<void> {
    this.#begin(options)
    await this.#file.change((objects) => {
      this.#begin(options)
      for (const key of keys) objects.delete(key)
    })
  }

  async list(options: ListOptions): Promise<ListPage> {
    this.#begin(options)
    return listPage(await this.#file.read(), options)
  }

  async check(options?: CallOptions): Promise<CheckResult> {
    this.#begin(options)
    try {
      await this.#file.read()
      return { ok: true }
    } catch (error) {
      if (!isNexusError(error)) throw error
      const { code, message, hint = 'Look at the file.' } = error
      return { ok: false, code, problem: message, hint }
    }
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  #begin(options: CallOptions | undefined): void {
    if (this.#closed) {
      throw new NexusError('CLOSED', 'The zip backend is closed.', { hint: 'Make a new one.' })
    }
    throwIfAborted(options?.signal)
  }
}

async function* bodyOf(
  bytes: Uint8Array,
  { start, end }: { readonly start: number; readonly end: number },
  { signal }: CallOptions,
): AsyncGenerator<Uint8Array> {
  const step = 1 << 20
  for (let from = start; from < end; from += step) {
    throwIfAborted(signal)
    yield bytes.slice(from, Math.min(from + step, end))
  }
}
