import type { RecordedAnswer, RecordedRequest } from '../../../test/servers/index.ts'
import { md5 } from './md5.ts'
import { RESOURCE } from './recorded.ts'

/** What happens to a request of a session, counted from 1 without that which begins it. */
export type SessionFault =
  /** The answer is lost after the provider took all of it. */
  | 'lost'
  /** The connection breaks after the provider took so many bytes. */
  | { readonly takes: number }
  | { readonly status: number }

/** Sessions of resumable uploads as Cloud Storage keeps them, on a server that records. */
export class UploadSession {
  readonly #faults: Readonly<Record<number, SessionFault>>
  #received = Buffer.alloc(0)
  #count = 0
  #done = false
  /** Set when the session was ended by a DELETE. */
  cancelled = false
  /** Content-Range of each request, in order. */
  readonly ranges: string[] = []

  constructor(faults: Readonly<Record<number, SessionFault>> = {}) {
    this.#faults = faults
  }

  get received(): Buffer {
    return this.#received
  }

  readonly answer = (request: RecordedRequest): RecordedAnswer => {
    const { method, headers, query } = request
    if (method === 'POST' && query.uploadType === 'resumable')
      return { headers: { location: `http://${headers.host}/session?upload_id=canary-session` } }
    if (method === 'DELETE') {
      this.cancelled = true
      return { status: 499 }
    }
    this.ranges.push(headers['content-range'] ?? '')
    const fault = this.#faults[++this.#count]
    if (fault === undefined) return this.#take(request)
    if (fault === 'lost') {
      this.#take(request)
      return 'reset'
    }
    if ('takes' in fault) {
      this.#append(request.body.subarray(0, fault.takes))
      return 'reset'
    }
    return { status: fault.status, body: { error: { message: 'canary says no' } } }
  }

  #take({ headers, body }: RecordedRequest): RecordedAnswer {
    const parts = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(headers['content-range'] ?? '')
    if (parts === null) return { status: 400 }
    const [, first, , total] = parts
    if (first !== undefined && Number(first) !== this.#received.byteLength) return { status: 400 }
    this.#append(body)
    if (total !== '*' && this.#received.byteLength === Number(total)) this.#done = true
    return this.#done ? this.#stored() : this.#state()
  }

  #append(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes])
  }

  #state(): RecordedAnswer {
    const size = this.#received.byteLength
    return { status: 308, headers: size === 0 ? {} : { range: `bytes=0-${size - 1}` } }
  }

  #stored(): RecordedAnswer {
    const size = String(this.#received.byteLength)
    return { body: { ...RESOURCE, size, md5Hash: md5(this.#received) } }
  }
}
