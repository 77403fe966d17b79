import type { IncomingMessage } from 'node:http'
import { textOf, type XmlReader } from './xml.ts'

/** What a refusing answer says. The client keeps less of it, and nothing of those that it would repeat. */
export interface Failure {
  /** `NoSuchKey` and so on; empty where the answer is not one of S3. */
  readonly code: string
  readonly status: number
  readonly message: string
  readonly requestId: string | undefined
  /** The region that the server wants. */
  readonly region: string | undefined
  /** Without quotes: of the object that is there. */
  readonly etag: string | undefined
  /** The server's clock, in milliseconds UTC. */
  readonly serverTime: number | undefined
  /** What was found is a delete marker. */
  readonly deleteMarker: boolean
}

const LIMIT = 1 << 16

/** Reads a refusing answer to its end. */
export async function readFailure(answer: IncomingMessage, xml: XmlReader): Promise<Failure> {
  const { headers, statusCode = 0 } = answer
  const error = xml.read(await readText(answer, LIMIT), 'Error')
  return {
    code: textOf(error?.Code) || headerOf(headers['x-minio-error-code']),
    status: statusCode,
    message: textOf(error?.Message) || headerOf(headers['x-minio-error-desc']).replaceAll('"', ''),
    requestId: headerOf(headers['x-amz-request-id']) || undefined,
    region: textOf(error?.Region) || headerOf(headers['x-amz-bucket-region']) || undefined,
    etag: unquoted(headers.etag),
    serverTime: headers.date === undefined ? undefined : Date.parse(headers.date),
    deleteMarker: headers['x-amz-delete-marker'] === 'true',
  }
}

/** The failure that stands in the body of an answer with status 200, as long calls give it. */
export function failureInside(document: string, xml: XmlReader): Failure | undefined {
  const error = xml.read(document, 'Error')
  if (error === undefined) return undefined
  return {
    code: textOf(error.Code),
    status: 200,
    message: textOf(error.Message),
    requestId: textOf(error.RequestId) || undefined,
    region: undefined,
    etag: undefined,
    serverTime: undefined,
    deleteMarker: false,
  }
}

/** The body of an answer; what is past the limit is dropped. */
export async function readText(answer: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    if (size < limit) chunks.push(chunk)
    size += chunk.byteLength
  }
  return Buffer.concat(chunks).subarray(0, limit).toString()
}

/** An etag without its quotes. */
export function unquoted(etag: string | undefined): string | undefined {
  return etag?.replace(/^"|"$/g, '')
}

function headerOf(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : ''
}
