import { setTimeout as wait } from 'node:timers/promises'
import { isNexusError, NexusError, stoppedError } from '@nexusfs/core/kit'
import { Checksum } from './checksum.ts'
import type { Chunk } from './chunks.ts'
import type { WireAnswer } from './client.ts'
import type { GcsContext } from './context.ts'
import { answerError } from './gcs-errors.ts'
import type { ObjectResource } from './info.ts'
import { checked, type Upload } from './upload.ts'
import type { ApiRequest } from './wire.ts'

/** Milliseconds within which a piece is sent again, as Google's own clients do. */
const DEADLINE_MS = 120_000
const MOST_TRIES = 5
/** What the end of an upload that failed may take, while nobody waits for it. */
const CANCEL_MS = 5000

/**
 * Sends a body piece by piece, in one session. A piece whose answer is lost is asked about and sent again from where
 * the provider has it, so that a stream that cannot be read twice survives a broken line. The condition was given when
 * the session began, and holds when it ends.
 * @param first - Not the last one.
 */
export async function uploadInPieces(
  context: GcsContext,
  upload: Upload,
  first: Chunk,
  rest: AsyncIterable<Chunk>,
  size: number | undefined,
): Promise<ObjectResource> {
  const session = new UploadSession(context, upload)
  await session.begin(size)
  try {
    await session.send(first)
    for await (const chunk of rest) {
      const stored = await session.send(chunk)
      if (stored !== undefined) return stored
    }
    throw new NexusError('INTERNAL', 'An upload ended without its last piece.')
  } catch (error) {
    await session.cancel()
    throw error
  }
}

class UploadSession {
  readonly #context: GcsContext
  readonly #upload: Upload
  readonly #checksum = new Checksum()
  #place = ''
  /** Bytes of the pieces before the one under way. */
  #sent = 0

  constructor(context: GcsContext, upload: Upload) {
    this.#context = context
    this.#upload = upload
  }

  async begin(size: number | undefined): Promise<void> {
    const { request, query, contentType, resource } = this.#upload
    const start: ApiRequest = {
      ...request,
      method: 'POST',
      query: { ...query, uploadType: 'resumable' },
      headers: {
        'x-upload-content-type': contentType,
        ...(size !== undefined && { 'x-upload-content-length': String(size) }),
      },
      json: resource,
    }
    const answer = await this.#context.wire.send(start)
    const text = await this.#context.wire.text(answer, start)
    if (answer.status !== 200 && answer.status !== 201) throw this.#refused(answer, text)
    this.#place = answer.header('location') ?? ''
  }

  /** Gives what was stored after the last piece. */
  async send({ bytes, last }: Chunk): Promise<ObjectResource | undefined> {
    this.#checksum.update(bytes)
    const total = last ? this.#sent + bytes.byteLength : undefined
    const stored = await this.#sendAll(bytes, total)
    this.#sent += bytes.byteLength
    if (stored === undefined) return undefined
    return checked(this.#key, stored, this.#checksum.value())
  }

  /** Nothing of an upload that did not end is ever seen; it is ended so that it is not kept for a week. */
  async cancel(): Promise<void> {
    const { signal: _, ...request } = this.#upload.request
    const limit = AbortSignal.timeout(CANCEL_MS)
    const cancelled = this.#context.wire
      .send({ ...request, method: 'DELETE', path: this.#place, signal: limit })
      .then(({ body }) => body.destroy())
      // Whoever waits has the error that matters.
      .catch(() => undefined)
    // Somebody who gave up does not wait.
    if (this.#upload.request.signal?.aborted !== true) await cancelled
  }

  async #sendAll(
    bytes: Uint8Array,
    total: number | undefined,
  ): Promise<ObjectResource | undefined> {
    const { clock } = this.#context.settings
    const begin = clock()
    // Bytes of the piece that the provider has; `undefined` when it has to be asked.
    let done: number | undefined = 0
    for (let tries = 1; ; tries++) {
      try {
        const state: SessionState =
          done === undefined ? await this.#ask() : await this.#sendFrom(bytes, done, total)
        if (state.stored !== undefined) return state.stored
        if (state.offset === bytes.byteLength && total === undefined) return undefined
        if (state.offset > (done ?? 0)) tries = 0
        if (tries >= MOST_TRIES) throw this.#stuck()
        done = state.offset
      } catch (error) {
        const over = tries >= MOST_TRIES || clock() - begin > DEADLINE_MS
        if (over || !isPassing(error)) throw error
        await this.#pause(tries)
        done = undefined
      }
    }
  }

  #sendFrom(bytes: Uint8Array, done: number, total: number | undefined): Promise<SessionState> {
    const end = this.#sent + bytes.byteLength
    const hash = total === undefined ? {} : { 'x-goog-hash': `md5=${this.#checksum.value()}` }
    const part = done === bytes.byteLength ? '*' : `${this.#sent + done}-${end - 1}`
    return this.#put(`bytes ${part}/${total ?? '*'}`, hash, bytes.subarray(done))
  }

  /** How far the provider is. */
  #ask(): Promise<SessionState> {
    return this.#put('bytes */*', {}, new Uint8Array())
  }

  async #put(
    range: string,
    headers: Readonly<Record<string, string>>,
    body: Uint8Array,
  ): Promise<SessionState> {
    const request: ApiRequest = {
      ...this.#upload.request,
      method: 'PUT',
      path: this.#place,
      headers: { ...headers, 'content-range': range },
      body,
    }
    const answer = await this.#context.wire.send(request)
    const text = await this.#context.wire.text(answer, request)
    if (answer.status === 308) return { offset: this.#offsetIn(answer) }
    if (answer.status !== 200 && answer.status !== 201) throw this.#refused(answer, text)
    return { offset: 0, stored: JSON.parse(text) as ObjectResource }
  }

  /** Bytes of the piece under way that the provider has. */
  #offsetIn(answer: WireAnswer): number {
    const last = /^bytes=0-(\d+)$/.exec(answer.header('range') ?? '')?.[1]
    const offset = (last === undefined ? 0 : Number(last) + 1) - this.#sent
    if (offset >= 0) return offset
    throw new NexusError('UNAVAILABLE', 'Cloud Storage lost a part of an upload.', {
      hint: 'Write again from the beginning.',
    })
  }

  #refused({ status }: WireAnswer, text: string): NexusError {
    return answerError(status, text, this.#upload.request.subject, this.#context.settings)
  }

  #stuck(): NexusError {
    return new NexusError('UNAVAILABLE', 'Cloud Storage takes no more of an upload.', {
      hint: 'Try again in a moment; status.cloud.google.com tells of outages.',
    })
  }

  /** Exponential, from 100 ms, with jitter. */
  async #pause(tries: number): Promise<void> {
    const { signal } = this.#upload.request
    const { random } = this.#context.settings
    const milliseconds = Math.min(5000, 100 * 2 ** (tries - 1)) * (0.5 + random() / 2)
    try {
      await wait(milliseconds, undefined, { signal })
    } catch {
      throw stoppedError(signal)
    }
  }

  get #key(): string {
    return this.#upload.request.subject.key ?? ''
  }
}

/** Where an upload is: `offset` counts from the beginning of the piece under way. */
interface SessionState {
  readonly offset: number
  readonly stored?: ObjectResource
}

function isPassing(error: unknown): boolean {
  return ['UNAVAILABLE', 'THROTTLED', 'BUSY'].some((code) =>
    isNexusError(error, code as NexusError['code']),
  )
}
