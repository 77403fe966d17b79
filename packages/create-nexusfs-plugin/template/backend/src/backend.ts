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
import { clientError } from './errors.ts'
import { listPage } from './list-page.ts'
import type { __Type__Options } from './options.ts'

/** Makes a backend. Nothing is opened before the first call. */
export function create__Type__Backend(options: __Type__Options): Backend {
  return new __Type__Backend(options)
}

/**
 * The driver. Nobody calls it directly: Nexus checks keys, capabilities and limits before, and retries and limits the time
 * of calls around it, so arguments can be trusted here.
 */
class __Type__Backend implements Backend {
  readonly apiVersion = 1
  readonly type = '__type__'
  readonly capabilities: BackendCapabilities
  readonly #client: Client
  #closed = false

  constructor(options: __Type__Options) {
    this.#client = new Client(options)
    this.capabilities = capabilities(this.#client.limit)
  }

  describe(): BackendDescription {
    return { type: '__type__', location: this.#client.location }
  }

  head(key: string, options?: CallOptions): Promise<ObjectInfo | undefined> {
    return this.#run('look at', key, options, () => this.#client.find(key))
  }

  get(key: string, options: GetOptions = {}): Promise<GetResult> {
    return this.#run('read', key, options, async () => {
      const object = await this.#client.read(key)
      if (object === undefined) throw keyNotFound(key)
      const { info, bytes } = object
      checkPrecondition(key, options.precondition, info)
      const range = resolveRange(options.range, info.size)
      return { info, range, body: bodyOf(bytes, range, options) }
    })
  }

  /** Reads the whole source first, so that nothing is visible before all of it is there. */
  put(key: string, source: Source, options: PutOptions = {}): Promise<PutResult> {
    return this.#run('write', key, options, async () => {
      const { limit } = this.#client
      const bytes = copyBytes(source.bytes ?? (await collectBytes(source.open(), limit)))
      this.#begin(options)
      const { contentType, metadata, precondition } = options
      const size = bytes.byteLength
      const kept = { contentType, metadata: metadata && { ...metadata } }
      const info = { key, size, modifiedAt: Date.now(), ...kept }
      const { etag, modifiedAt } = await this.#client.write({ info, bytes }, precondition)
      return { etag, size, modifiedAt }
    })
  }

  delete(key: string, options: DeleteOptions = {}): Promise<void> {
    return this.#run('delete', key, options, () => this.#client.remove(key, options.precondition))
  }

  list(options: ListOptions): Promise<ListPage> {
    return this.#run('list', options.prefix ?? '', options, () => listPage(this.#client, options))
  }

  check(options?: CallOptions): Promise<CheckResult> {
    return this.#run('check', '', options, () => this.#client.check())
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#client.close()
  }

  async #run<Result>(
    what: string,
    key: string,
    options: CallOptions | undefined,
    call: () => Promise<Result>,
  ): Promise<Result> {
    this.#begin(options)
    try {
      return await call()
    } catch (error) {
      throw clientError(error, what, key)
    }
  }

  #begin(options: CallOptions | undefined): void {
    if (this.#closed) {
      throw new NexusError('CLOSED', 'The __type__ backend is closed.', { hint: 'Open it again.' })
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
