import { NexusError, type Shared, throwIfAborted } from '@nexusfs/core/kit'
import { acquireClient, type GcsClient, type WireAnswer, type WireRequest } from './client.ts'
import { answerError, type CallSubject, thrownError } from './gcs-errors.ts'
import type { GcsSettings } from './settings.ts'

/** A request of the JSON API, or to an absolute address. */
export interface ApiRequest extends Omit<WireRequest, 'url'> {
  /** Below the endpoint, encoded. */
  readonly path: string
  /** Members that are `undefined` are left out. */
  readonly query?: Readonly<Record<string, string | undefined>> | undefined
  /** Sent as JSON. */
  readonly json?: object | undefined
  readonly subject: CallSubject
}

/** Bytes of an answer that is no object: a page of 1,000 long names with metadata stays below. */
const MOST_TEXT = 64 << 20

/** Sends requests for one backend, each of them once, and makes every failure a `NexusError`. */
export class Wire {
  readonly settings: GcsSettings
  #client: Promise<Shared<GcsClient>> | undefined
  #closed = false

  constructor(settings: GcsSettings) {
    this.settings = settings
  }

  /** @throws `CLOSED`, and `ABORTED` for a signal that was raised. */
  begin(signal: AbortSignal | undefined): void {
    if (this.#closed) {
      throw new NexusError('CLOSED', `The gcs backend of ${this.settings.bucket} is closed.`, {
        hint: 'Open it again.',
      })
    }
    throwIfAborted(signal)
  }

  /** The SDK, loaded by whoever asks first. */
  async client(): Promise<GcsClient> {
    this.begin(undefined)
    const client = this.#client ?? acquireClient(this.settings)
    this.#client = client
    try {
      return (await client).resource
    } catch (error) {
      // The next call looks again: a file of credentials may be there by then.
      if (this.#client === client) this.#client = undefined
      throw thrownError(error, { what: 'use' }, this.settings, undefined)
    }
  }

  /** Gives the answer, whatever its status. @throws where none came. */
  async send(request: ApiRequest): Promise<WireAnswer> {
    this.begin(request.signal)
    const client = await this.client()
    try {
      return await client.send(this.#wireRequest(request))
    } catch (error) {
      throw thrownError(error, request.subject, this.settings, request.signal)
    }
  }

  /** Gives the JSON of an answer of success. */
  async json<Answer>(request: ApiRequest): Promise<Answer> {
    const answer = await this.send(request)
    const text = await this.text(answer, request)
    if (answer.status < 200 || answer.status > 299) {
      throw answerError(answer.status, text, request.subject, this.settings)
    }
    return (text === '' ? {} : parsed(text, request.subject)) as Answer
  }

  /** Like {@link Wire.json}; `undefined` for the status 404 of an object. @throws `BUCKET_NOT_FOUND`. */
  async find<Answer>(request: ApiRequest): Promise<Answer | undefined> {
    try {
      return await this.json<Answer>(request)
    } catch (error) {
      if ((error as NexusError).code === 'NOT_FOUND') return undefined
      throw error
    }
  }

  /** All of an answer's body, as text. */
  async text({ body }: WireAnswer, { subject, signal }: ApiRequest): Promise<string> {
    const chunks: Buffer[] = []
    let size = 0
    try {
      for await (const chunk of body) {
        size += (chunk as Buffer).byteLength
        if (size > MOST_TEXT) throw new Error(`an answer of more than ${MOST_TEXT} bytes`)
        chunks.push(chunk as Buffer)
      }
    } catch (error) {
      throw thrownError(error, subject, this.settings, signal)
    }
    return Buffer.concat(chunks).toString('utf8')
  }

  async close(): Promise<void> {
    this.#closed = true
    const client = this.#client
    this.#client = undefined
    // A client that could not be made has nothing to release.
    await client?.then(
      ({ release }) => release(),
      () => undefined,
    )
  }

  #wireRequest({ path, query = {}, json, ...request }: ApiRequest): WireRequest {
    const url = new URL(path, this.settings.endpoint)
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, value)
    }
    if (json === undefined) return { ...request, url: url.href }
    const headers = { ...request.headers, 'content-type': 'application/json; charset=UTF-8' }
    return { ...request, url: url.href, headers, body: JSON.stringify(json) }
  }
}

function parsed(text: string, subject: CallSubject): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new NexusError('UNAVAILABLE', `Cannot ${subject.what}: the answer is no JSON.`, {
      hint: 'Check that api_endpoint is one of Cloud Storage and no proxy answers in its place.',
      cause: error,
    })
  }
}
