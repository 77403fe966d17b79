import {
  type RecordedAnswer,
  type RecordedRequest,
  startRecordingServer,
} from '../../../test/servers/index.ts'
import { createGcsBackend, type GcsBackend, type GcsBackendOptions } from '../src/index.ts'
import { md5 } from './md5.ts'

/** A generation that is larger than a number of JavaScript can be exact. */
export const GENERATION = '9007199254740993'

/** An object as the JSON API gives it. */
export const RESOURCE = {
  name: 'a',
  size: '5',
  generation: GENERATION,
  metageneration: '3',
  updated: '2026-01-02T03:04:05.678Z',
  timeCreated: '2026-01-02T03:04:05.678Z',
  contentType: 'text/plain',
  storageClass: 'NEARLINE',
  md5Hash: md5('hello'),
  metadata: { owner: 'one' },
}

/** The headers of a read of that object by the XML API. */
export const READ_HEADERS = {
  'x-goog-generation': GENERATION,
  'x-goog-stored-content-length': '5',
  'x-goog-storage-class': 'NEARLINE',
  'x-goog-meta-owner': 'one',
  'last-modified': 'Fri, 02 Jan 2026 03:04:05 GMT',
  'content-type': 'text/plain',
}

/** A backend whose provider is a server that records. */
export interface RecordedBackend {
  readonly backend: GcsBackend
  readonly requests: RecordedRequest[]
  /** `GET /storage/v1/b/bucket/o/a`, without the query. */
  sent(): string[]
  close(): Promise<void>
}

/** Makes a backend on a provider that answers as it is told. */
export async function recorded(
  answer: (request: RecordedRequest) => RecordedAnswer | Promise<RecordedAnswer> = answerLikeGoogle,
  options: Partial<GcsBackendOptions> = {},
): Promise<RecordedBackend> {
  const server = await startRecordingServer(answer)
  const backend = createGcsBackend({ bucket: 'bucket', apiEndpoint: server.url, ...options })
  return {
    backend,
    requests: server.requests,
    sent: () => server.requests.map(({ method, path }) => `${method} ${path}`),
    async close() {
      await backend.close()
      await server.close()
    },
  }
}

/** One object named `a` with `hello`, however it is asked for; everything else is done and forgotten. */
export function answerLikeGoogle({
  method,
  path,
  query,
  headers,
}: RecordedRequest): RecordedAnswer {
  if (method === 'DELETE') return { status: 204 }
  if (path.startsWith('/upload/') && query.uploadType === 'resumable') {
    return { headers: { location: `http://${headers.host}/session?upload_id=canary-session` } }
  }
  if (path.includes('/rewriteTo/')) return { body: { done: true, resource: RESOURCE } }
  if (path === '/bucket/a') return { headers: READ_HEADERS, body: 'hello' }
  if (path.endsWith('/o') && method === 'GET') return { body: { items: [RESOURCE] } }
  if (path.endsWith('/b/bucket')) return { body: { versioning: { enabled: true } } }
  const { md5Hash: _, ...resource } = RESOURCE
  return { body: method === 'POST' ? resource : RESOURCE }
}

/** The JSON and the bytes of an upload in one request. */
export function partsOf({ headers, body }: RecordedRequest): {
  readonly resource: Record<string, unknown>
  readonly type: string
  readonly bytes: string
} {
  const boundary = /boundary=(.*)$/.exec(headers['content-type'] ?? '')?.[1] ?? ''
  const [, json = '', content = ''] = body.toString().split(`--${boundary}`)
  const [head = '', bytes = ''] = content.split('\r\n\r\n')
  return {
    resource: JSON.parse(json.split('\r\n\r\n')[1] ?? '') as Record<string, unknown>,
    type: /content-type: (.*)/.exec(head)?.[1] ?? '',
    bytes: bytes.slice(0, -2),
  }
}
