import { NexusError, quoteKey } from '@nexusfs/core/kit'
import type { CallOptions, PutResult } from '@nexusfs/core/spec'
import type { Calls, OnRefusal } from './calls.ts'
import { unquoted } from './failure.ts'
import { storedOf } from './info.ts'
import { onDamaged } from './put-headers.ts'
import { repeated } from './repeat.ts'
import { escaped, textOf } from './xml.ts'

/** Milliseconds that a clean-up may take, which goes on after the call itself was stopped. */
const CLEAN_UP_MS = 10_000

/** A part that was stored. */
export interface StoredPart {
  readonly number: number
  readonly etag: string
}

/** An upload in parts of our own: never one that somebody else began for the same key. */
export class MultipartUpload {
  readonly #calls: Calls
  readonly #key: string
  readonly #uploadId: string

  private constructor(calls: Calls, key: string, uploadId: string) {
    this.#calls = calls
    this.#key = key
    this.#uploadId = uploadId
  }

  static async begin(
    calls: Calls,
    key: string,
    headers: Readonly<Record<string, string>>,
    { signal }: CallOptions,
  ): Promise<MultipartUpload> {
    const query = { uploads: '' }
    const { text, xml } = await calls.document({ method: 'POST', key, query, headers, signal })
    const uploadId = textOf(xml.read(text, 'InitiateMultipartUploadResult')?.UploadId)
    if (uploadId === '') throw noDocument(key)
    return new MultipartUpload(calls, key, uploadId)
  }

  /** Stores the bytes of a part; the server compares their SHA-256. */
  async put(number: number, body: Buffer, { signal }: CallOptions): Promise<StoredPart> {
    const call = { method: 'PUT', key: this.#key, query: this.#part(number), body, signal } as const
    const { headers } = await repeated(() => this.#calls.run(call, onDamaged), signal)
    return { number, etag: unquoted(headers.etag) ?? '' }
  }

  /** Lets the server take a part from another object, as `headers` say. */
  async copy(
    number: number,
    headers: Readonly<Record<string, string>>,
    { signal }: CallOptions,
    onRefusal: OnRefusal,
  ): Promise<StoredPart> {
    const query = this.#part(number)
    const call = { method: 'PUT', key: this.#key, query, headers, signal } as const
    const { text, xml } = await this.#calls.document(call, onRefusal)
    const etag = unquoted(textOf(xml.read(text, 'CopyPartResult')?.ETag))
    if (!etag) throw noDocument(this.#key)
    return { number, etag }
  }

  /** Makes the object of its parts, if the condition in `headers` holds at that moment. */
  async complete(
    parts: readonly StoredPart[],
    size: number,
    headers: Readonly<Record<string, string>>,
    { signal }: CallOptions,
    onRefusal: OnRefusal,
  ): Promise<PutResult> {
    const query = { uploadId: this.#uploadId }
    const body = Buffer.from(documentOf(parts))
    const call = { method: 'POST', key: this.#key, query, headers, body, signal } as const
    const { text, xml, answer } = await this.#calls.document(call, onRefusal)
    const etag = unquoted(textOf(xml.read(text, 'CompleteMultipartUploadResult')?.ETag))
    if (!etag) throw noDocument(this.#key)
    return storedOf(answer.headers, etag, size)
  }

  /**
   * Removes the parts. What cannot be removed shows in `admin.listUploads()`, and MinIO itself drops it after a day, so
   * that a failure here does not hide the one that led to it.
   */
  async abort(): Promise<void> {
    const signal = AbortSignal.timeout(CLEAN_UP_MS)
    const query = { uploadId: this.#uploadId }
    const call = { method: 'DELETE', key: this.#key, query, signal } as const
    await repeated(() => this.#calls.run(call), signal).catch(() => undefined)
  }

  #part(partNumber: number): Record<string, string | number> {
    return { partNumber, uploadId: this.#uploadId }
  }
}

function documentOf(parts: readonly StoredPart[]): string {
  const rows = parts.map(
    ({ number, etag }) =>
      `<Part><PartNumber>${number}</PartNumber><ETag>${escaped(etag)}</ETag></Part>`,
  )
  return `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${rows.join('')}</CompleteMultipartUpload>`
}

function noDocument(key: string): NexusError {
  return new NexusError(
    'UNAVAILABLE',
    `The server answered a write of ${quoteKey(key)} with something that is not of S3.`,
    { hint: 'Try again; check that endpoint_url is that of the S3 API.' },
  )
}
