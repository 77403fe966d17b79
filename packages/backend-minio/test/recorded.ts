import { fileURLToPath } from 'node:url'
import {
  type RecordedRequest,
  type RecordingServer,
  startRecordingServer,
} from '../../../test/servers/index.ts'
import type { MinioBackendOptions } from '../src/index.ts'
import { createMinioBackend, type MinioBackend } from '../src/index.ts'

/** What a recorded request is answered with. */
export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** A backend in front of a server that records. */
export interface Recorded extends AsyncDisposable {
  readonly backend: MinioBackend
  readonly server: RecordingServer
  readonly requests: readonly RecordedRequest[]
}

/** Credentials that must show nowhere. */
export const CANARY = { accessKey: 'canaryaccesskey', secretKey: 'canarysecretkey' } as const

/** Opens a backend whose server answers as a MinIO that stores nothing, unless `answer` says otherwise. */
export async function record(
  answer: (request: RecordedRequest) => Answer | 'reset' | undefined = () => undefined,
  options: Partial<MinioBackendOptions> = {},
): Promise<Recorded> {
  const server = await startRecordingServer((request) => answer(request) ?? usual(request))
  const backend = createMinioBackend({
    endpointUrl: server.url,
    bucket: 'bucket',
    ...CANARY,
    ...options,
  })
  return {
    backend,
    server,
    requests: server.requests,
    async [Symbol.asyncDispose]() {
      await backend.close()
      await server.close()
    },
  }
}

/** An answer that refuses, as the server writes it. */
export function refusal(status: number, code: string, more = ''): Answer {
  return {
    status,
    headers: { 'content-type': 'application/xml', 'x-minio-error-code': code },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${CANARY.accessKey} ${CANARY.secretKey}</Message>${more}</Error>`,
  }
}

/** Method and what the URL asks for: `PUT object`, `POST object?uploads`, `HEAD bucket`. */
export function nameOf({ method, path, query }: RecordedRequest): string {
  const names = [
    'uploads',
    'uploadId',
    'delete',
    'versions',
    'versioning',
    'lifecycle',
    'list-type',
  ]
  const asked = names.find((name) => name in query)
  const object = path.split('/').filter((part) => part !== '').length > 1
  return `${method} ${object ? 'object' : 'bucket'}${asked === undefined ? '' : `?${asked}`}`
}

/** A file of the package. */
export function packageFile(name: string): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url))
}

const OBJECT = {
  etag: '"0cc175b9c0f1b6a831c399e269772661"',
  'last-modified': 'Sat, 21 Nov 2026 12:00:00 GMT',
}

function usual(request: RecordedRequest): Answer {
  const { method, query } = request
  const document = documentOf(request)
  if (document !== undefined) return { body: document, headers: OBJECT }
  if (method === 'GET') return { body: 'content', headers: OBJECT }
  if (method === 'HEAD') return { headers: { ...OBJECT, 'content-length': '7' } }
  return {
    status: method === 'DELETE' ? 204 : 200,
    headers: 'partNumber' in query ? OBJECT : OBJECT,
  }
}

function documentOf(request: RecordedRequest): string | undefined {
  const { query, headers } = request
  const etag = '<ETag>&#34;0cc175b9c0f1b6a831c399e269772661&#34;</ETag>'
  switch (nameOf(request)) {
    case 'POST object?uploads':
      return '<InitiateMultipartUploadResult><UploadId>upload-1</UploadId></InitiateMultipartUploadResult>'
    case 'POST object?uploadId':
      return `<CompleteMultipartUploadResult>${etag}</CompleteMultipartUploadResult>`
    case 'PUT object?uploadId':
      return 'x-amz-copy-source' in headers ? `<CopyPartResult>${etag}</CopyPartResult>` : undefined
    case 'PUT object':
      return 'x-amz-copy-source' in headers
        ? `<CopyObjectResult>${etag}</CopyObjectResult>`
        : undefined
    case 'GET bucket?list-type':
      return '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>'
    case 'GET bucket?versions':
      return '<ListVersionsResult><IsTruncated>false</IsTruncated></ListVersionsResult>'
    case 'GET bucket?versioning':
      return '<VersioningConfiguration></VersioningConfiguration>'
    case 'GET bucket?lifecycle':
      return '<LifecycleConfiguration></LifecycleConfiguration>'
    case 'GET bucket?uploads':
      return '<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>'
    case 'POST bucket?delete':
      return '<DeleteResult></DeleteResult>'
    default:
      return query.delete
  }
}
