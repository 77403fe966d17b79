import {
  checkPrecondition,
  collectBytes,
  copyBytes,
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
import { capabilities } from './capabilities.ts'
import { Client } from './client.ts'
import { listPage } from './list-page.ts'
import { type __Type__Options, withDefaults } from './options.ts'

/** Makes a backend. Nothing is opened before the first call. */
export function create__Type__Backend(options: __Type__Options = {}): Backend {
  return new __Type__Backend(options)
}

class __Type__Backend implements Backend {
  readonly apiVersion = 1
  readonly type = '__type__'
  readonly capabilities: BackendCapabilities
  readonly #client = new Client()
  readonly #limit: number
  #closed = false

  constructor(options: __Type__Options) {
    this.#limit = withDefaults(options).limit
    this.capabilities = capabilities(this.#limit)
  }

  /** For people: never a credential. */
  describe(): BackendDescription {
    return { type: '__type__', location: this.#client.location }
  }

  async head(key: string, options?: CallOptions): Promise<ObjectInfo | undefined> {
    this.#begin(options)
    return (await this.#client.find(key))?.info
  }

  async get(key: string, options: GetOptions = {}): Promise<GetResult> {
    this.#begin(options)
    const object = await this.#client.find(key)
    if (object === undefined) throw keyNotFound(key)
    checkPrecondition(key, options.precondition, object.info)
    const range = resolveRange(options.range, object.info.size)
    return { info: object.info, range, body: this.#body(object.bytes, range, options) }
  }

  /** Reads the whole source first, so that nothing is visible before all of it is there. */
  async put(key: string, source: Source, options: PutOptions = {}): Promise<PutResult> {
    this.#begin(options)
    const bytes = copyBytes(source.bytes ?? (await collectBytes(source.open(), this.#limit)))
    this.#begin(options)
    const { contentType, metadata, precondition } = options
    const size = bytes.byteLength
    const kept = { contentType, metadata: metadata && { ...metadata } }
    const info = { key, size, modifiedAt: Date.now(), ...kept }
    const { etag, modifiedAt } = await this.#client.write({ info, bytes }, precondition)
    return { etag, size, modifiedAt }
  }

  async delete(key: string, options: DeleteOptions = {}): Promise<void> {
    this.#begin(options)
    await this.#client.remove(key, options.precondition)
  }

  async list(options: ListOptions): Promise<ListPage> {
    this.#begin(options)
    return listPage(this.#client, options)
  }

  /** Cheap, and writes nothing: `nexus doctor` asks it. A problem that can be named is an answer, not an error. */
  async check(options?: CallOptions): Promise<CheckResult> {
    this.#begin(options)
    return { ok: true }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#client.close()
  }

  async *#body(
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

  #begin(options: CallOptions | undefined): void {
    if (this.#closed) {
      throw new NexusError('CLOSED', 'The __type__ backend is closed.', { hint: 'Open it again.' })
    }
    throwIfAborted(options?.signal)
  }
}
