import { isNexusError, NexusError, type Shared, throwIfAborted } from '@nexusfs/core/kit'
import { openConnection, type S3Connection } from './client.ts'
import { isPlainNotFound, s3Error } from './s3-errors.ts'
import type { S3Client } from './sdk-types.ts'
import type { S3Settings } from './settings.ts'

/** What a call is about, for messages. */
export interface CallSubject {
  /** `Cannot read`, `Cannot write`: the beginning of the message. */
  readonly what: string
  readonly key: string
  /** A condition on the object at the key was sent. */
  readonly condition?: 'absent' | 'match' | undefined
  readonly signal?: AbortSignal | undefined
}

/** What a call works with. */
export interface CallTools {
  readonly client: S3Client
  readonly single: S3Client
  readonly connection: S3Connection
  /** Last argument of each call of a client. */
  readonly http: { readonly abortSignal?: AbortSignal }
}

/** A backend's way to its bucket: opened at the first call, closed with the backend, errors translated. */
export class S3Session {
  readonly settings: S3Settings
  #opening: Promise<Shared<S3Connection>> | undefined
  readonly #endings = new Set<Promise<unknown>>()
  readonly #closers = new Set<(error: NexusError) => void>()
  #bucketSeen = false
  #closed = false

  constructor(settings: S3Settings) {
    this.settings = settings
  }

  get bucket(): string {
    return this.settings.bucket
  }

  /** The region, once it is known. */
  region: string | undefined

  /** Name and place of an object as the SDK takes them. */
  at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.bucket, Key: this.settings.prefix + key }
  }

  /** A key of the provider without our prefix. */
  strip(key: string): string {
    return key.slice(this.settings.prefix.length)
  }

  /** Runs a call. @throws `CLOSED`, `ABORTED`, and what {@link s3Error} makes of an error. */
  async run<Result>(
    subject: CallSubject,
    call: (tools: CallTools) => Promise<Result>,
  ): Promise<Result> {
    if (this.#closed) throw this.closedError()
    throwIfAborted(subject.signal)
    try {
      const connection = await this.connect()
      const { client, single } = connection
      const { signal: abortSignal } = subject
      const http = abortSignal === undefined ? {} : { abortSignal }
      const result = await call({ client, single, connection, http })
      this.#bucketSeen = true
      return result
    } catch (error) {
      if (this.#closed && subject.signal?.aborted !== true) throw this.closedError()
      throw await this.errorOf(error, subject)
    }
  }

  /** What was thrown as an error of ours, without a credential. */
  async errorOf(error: unknown, subject: CallSubject): Promise<NexusError> {
    if (isNexusError(error)) return error
    const opened = await this.#opening?.catch(() => undefined)
    const used = (await opened?.resource.secrets()) ?? []
    const secrets = [...used, ...this.#givenSecrets()]
    return s3Error(error, { ...subject, settings: this.settings, region: this.region, secrets })
  }

  async connect(): Promise<S3Connection> {
    this.#opening ??= openConnection(this.settings)
    try {
      const { resource } = await this.#opening
      this.region = resource.region
      return resource
    } catch (error) {
      this.#opening = undefined
      throw error
    }
  }

  /**
   * That what a HEAD did not find is an object. Its answer has no body, so a bucket that is missing looks alike; one
   * request asks for the bucket, unless an earlier answer has shown it.
   */
  async checkBucket({ client, http }: CallTools): Promise<void> {
    if (this.#bucketSeen) return
    try {
      await client.headBucket({ Bucket: this.bucket }, http)
    } catch (error) {
      if (isPlainNotFound(error)) throw Object.assign(new Error(), { name: 'NoSuchBucket' })
      // Who may not ask for the bucket was answered by it.
    }
    this.#bucketSeen = true
  }

  /** Work that goes on after its call has failed; `close` waits for it. */
  finishLater(work: Promise<unknown>): void {
    const ending: Promise<unknown> = work.then(
      () => this.#endings.delete(ending),
      () => this.#endings.delete(ending),
    )
    this.#endings.add(ending)
  }

  /** Calls back when the backend is closed. Gives a function that calls it off. */
  onClose(call: (error: NexusError) => void): () => void {
    this.#closers.add(call)
    return () => this.#closers.delete(call)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    for (const call of this.#closers) call(this.closedError())
    await Promise.all(this.#endings)
    const opened = await this.#opening?.catch(() => undefined)
    await opened?.release()
  }

  closedError(): NexusError {
    return new NexusError('CLOSED', `The s3 backend of bucket ${this.bucket} is closed.`, {
      hint: 'Open it again.',
    })
  }

  #givenSecrets(): readonly string[] {
    const { accessKeyId, secretAccessKey, sessionToken } = this.settings
    return [accessKeyId, secretAccessKey, sessionToken].filter((secret) => secret !== undefined)
  }
}
