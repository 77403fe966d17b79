import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { NexusError, type Shared, throwIfAborted } from '@nexusfs/core/kit'
import {
  acquireClient,
  DEFAULT_REGION,
  isRefusal,
  type MinioClient,
  type SignedRequest,
} from './client.ts'
import { findCredentials, noCredentials } from './credentials.ts'
import type { RequestSubject } from './error-meanings.ts'
import { type Failure, failureInside, readText } from './failure.ts'
import { minioError, refusalError } from './minio-errors.ts'
import type { MinioBackendOptions } from './options.ts'
import { hostOf, type Settings } from './settings.ts'
import type { XmlReader } from './xml.ts'

/** One request about the bucket, or an object of it. */
export interface Call {
  readonly method: SignedRequest['method']
  /** Without the prefix. */
  readonly key?: string | undefined
  /** Parameters of the URL; those that are `undefined` are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: Buffer | undefined
  /** SHA-256 of the body in lower-case hex, where it is known already. */
  readonly digest?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** A refusal that a method has its own answer to; anything it does not answer becomes an error. */
export type OnRefusal = (failure: Failure) => NexusError | undefined

const EMPTY = Buffer.alloc(0)
const EMPTY_DIGEST = hash('sha256', '', 'hex')
/** Bytes of the longest document that is read: a page of 1,000 keys of 1,024 bytes, each escaped, has about 4 MiB. */
const DOCUMENT_LIMIT = 1 << 24

/** The requests of one backend: signed, sent by the shared client, their failures translated. */
export class Calls {
  readonly settings: Settings
  readonly #options: MinioBackendOptions
  #held: Promise<Shared<MinioClient>> | undefined
  #closed = false

  constructor(settings: Settings, options: MinioBackendOptions) {
    this.settings = settings
    this.#options = options
  }

  /** The key as the bucket has it. */
  fullKey(key: string): string {
    return this.settings.prefix + key
  }

  /** Gives the answer, whose body must be read or destroyed. @throws what {@link minioError} makes of a failure. */
  async send(call: Call, onRefusal?: OnRefusal): Promise<IncomingMessage> {
    const client = await this.client(call.signal)
    try {
      return await this.#attempt(client, call)
    } catch (error) {
      const own = isRefusal(error) ? onRefusal?.(error) : undefined
      throw own ?? minioError(error, this.subject(call))
    }
  }

  /** Sends a call whose answer has no body that matters. */
  async run(call: Call, onRefusal?: OnRefusal): Promise<IncomingMessage> {
    const answer = await this.send(call, onRefusal)
    await this.#read(answer, call)
    return answer
  }

  /** Sends a call that is answered by a document. Long calls of the server may fail in it although the status is 200. */
  async document(
    call: Call,
    onRefusal?: OnRefusal,
  ): Promise<{ text: string; answer: IncomingMessage; xml: XmlReader }> {
    const { xml } = await this.client(call.signal)
    const answer = await this.send(call, onRefusal)
    const text = await this.#read(answer, call)
    const failure = text.includes('<Error>') ? failureInside(text, xml) : undefined
    if (failure === undefined) return { text, answer, xml }
    throw onRefusal?.(failure) ?? refusalError(failure, this.subject(call))
  }

  /** The client; loaded and connected when it is first asked for. @throws `CLOSED`, `ABORTED`, `NO_CREDENTIALS`. */
  async client(signal?: AbortSignal): Promise<MinioClient> {
    this.open()
    throwIfAborted(signal)
    this.#held ??= this.#acquire()
    const held = this.#held
    try {
      return (await held).resource
    } catch (error) {
      if (this.#held === held) this.#held = undefined
      throw minioError(error, this.subject({ signal }))
    }
  }

  /** @throws `CLOSED`. */
  open(): void {
    if (!this.#closed) return
    throw new NexusError('CLOSED', `The minio backend of "${this.settings.bucket}" is closed.`, {
      hint: 'Open it again.',
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    const held = await this.#held?.catch(() => undefined)
    await held?.release()
  }

  /** What errors of a call say. */
  subject({ key, signal }: Pick<Call, 'key' | 'signal'>): RequestSubject {
    const { bucket, endpoint } = this.settings
    return { bucket, host: hostOf(endpoint), key, signal, now: Date.now() }
  }

  async #attempt(client: MinioClient, call: Call): Promise<IncomingMessage> {
    const request = this.#signed(call)
    const signedFor = client.sdk.region ?? DEFAULT_REGION
    try {
      return await client.send(request)
    } catch (error) {
      const region = isRefusal(error) ? this.#otherRegion(error, signedFor) : undefined
      if (region === undefined) throw error
      client.sdk.region = region
      return client.send(request)
    }
  }

  /** A server whose region nobody told us names it, and is asked once more. */
  #otherRegion({ code, region }: Failure, signedFor: string): string | undefined {
    const learns = code === 'AuthorizationHeaderMalformed' && this.settings.region === undefined
    return learns && region !== signedFor ? region : undefined
  }

  #signed({ method, key, query, headers, body = EMPTY, digest, signal }: Call): SignedRequest {
    return {
      method,
      bucket: this.settings.bucket,
      headers,
      body,
      signal,
      ...(key !== undefined && { key: this.fullKey(key) }),
      query: query && queryOf(query),
      digest: digest ?? (body.byteLength === 0 ? EMPTY_DIGEST : hash('sha256', body, 'hex')),
    }
  }

  async #read(answer: IncomingMessage, call: Call): Promise<string> {
    try {
      return await readText(answer, DOCUMENT_LIMIT)
    } catch (error) {
      throw minioError(error, this.subject(call))
    }
  }

  async #acquire(): Promise<Shared<MinioClient>> {
    const { accessKey, secretKey } = this.#options
    const found = findCredentials(this.#options)
    if (found === undefined)
      throw noCredentials((accessKey === undefined) !== (secretKey === undefined))
    const { endpoint, region } = this.settings
    const { kind: _, ...credentials } = found
    return acquireClient({ endpoint, region, credentials })
  }
}

/** Everything but unreserved characters is escaped (RFC 3986), as the signature wants it. */
export function escapeUri(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function queryOf(query: NonNullable<Call['query']>): string {
  return Object.entries(query)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${escapeUri(String(value))}`],
    )
    .join('&')
}
