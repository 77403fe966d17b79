import {
  type RecordedRequest,
  type RecordingServer,
  startRecordingServer,
} from '../../../test/servers/index.ts'
import { createS3Backend, type S3Backend, type S3BackendOptions } from '../src/index.ts'

/** What a server answers. */
export type Answer = Awaited<ReturnType<Parameters<typeof startRecordingServer>[0]>>

/** Credentials that nothing may show. */
export const SECRETS = {
  accessKeyId: 'AKIACANARY0123456789',
  secretAccessKey: 'canary/S3cr3t+Key',
  sessionToken: 'canary-s3ss10n-t0ken',
} as const

/** A backend at a server that answers as the test says and keeps what it was asked. */
export interface FakeS3 extends AsyncDisposable {
  readonly server: RecordingServer
  readonly backend: S3Backend
  /** What was asked: method and path with the parameters that tell calls apart. */
  calls(): string[]
  /** Another backend at the same server. */
  open(options?: Partial<S3BackendOptions>): S3Backend
}

/** Starts the server; the preset is `aws` unless it says otherwise. */
export async function fakeS3(
  answer: (request: RecordedRequest) => Answer = () => ({}),
  options: Partial<S3BackendOptions> = {},
): Promise<FakeS3> {
  const server = await startRecordingServer(answer)
  const opened: S3Backend[] = []
  const open = (more: Partial<S3BackendOptions> = {}) => {
    const backend = createS3Backend({
      bucket: 'bucket',
      endpoint: server.url,
      regionName: 'eu-west-1',
      preset: 'aws',
      forcePathStyle: true,
      ...SECRETS,
      ...options,
      ...more,
    })
    opened.push(backend)
    return backend
  }
  return {
    server,
    backend: open(),
    open,
    calls: () => server.requests.map(callOf),
    async [Symbol.asyncDispose]() {
      for (const backend of opened) await backend.close()
      await server.close()
    },
  }
}

/** An error as S3 says it. */
export function errorAnswer(status: number, code: string, more = ''): Answer {
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>Because of ${code}.</Message>${more}</Error>`
  return { status, headers: { 'content-type': 'application/xml' }, body }
}

/** An answer in XML. */
export function xmlAnswer(body: string): Answer {
  return { headers: { 'content-type': 'application/xml' }, body: `<?xml version="1.0"?>${body}` }
}

/** Headers of an object of three bytes. */
export const OBJECT = {
  headers: {
    etag: '"tag"',
    'content-length': '3',
    'last-modified': 'Sat, 21 Nov 2026 20:00:00 GMT',
  },
  body: 'abc',
} as const

/** An answer to whatever a backend asks for: everything is there, and everything is done. */
export function willing(request: RecordedRequest): Answer {
  const { method, query } = request
  if (method === 'POST' && 'uploads' in query)
    return xmlAnswer(
      '<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>',
    )
  if (method === 'POST' && 'uploadId' in query)
    return xmlAnswer(
      '<CompleteMultipartUploadResult><ETag>"whole-2"</ETag></CompleteMultipartUploadResult>',
    )
  if (method === 'POST' && 'delete' in query) return xmlAnswer('<DeleteResult></DeleteResult>')
  if (method === 'PUT' && 'x-amz-copy-source' in request.headers) {
    const kind = 'uploadId' in query ? 'CopyPartResult' : 'CopyObjectResult'
    return xmlAnswer(`<${kind}><ETag>"copied"</ETag></${kind}>`)
  }
  if (method === 'PUT') return { headers: { etag: '"tag"' } }
  if (method === 'GET' && 'list-type' in query)
    return xmlAnswer('<ListBucketResult></ListBucketResult>')
  if (method === 'GET' && 'versions' in query)
    return xmlAnswer('<ListVersionsResult></ListVersionsResult>')
  if (method === 'GET' && 'uploads' in query)
    return xmlAnswer('<ListMultipartUploadsResult></ListMultipartUploadsResult>')
  if (method === 'GET' && 'versioning' in query)
    return xmlAnswer('<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>')
  if (method === 'GET' && 'lifecycle' in query)
    return xmlAnswer('<LifecycleConfiguration></LifecycleConfiguration>')
  if (method === 'DELETE') return { status: 204 }
  return OBJECT
}

const TELLING = [
  'uploads',
  'partNumber',
  'delete',
  'versions',
  'versioning',
  'lifecycle',
  'restore',
  'list-type',
]

function callOf({ method, path, query, headers }: RecordedRequest): string {
  const told = TELLING.filter((name) => name in query)
  if ('uploadId' in query && !told.includes('partNumber')) told.push('uploadId')
  const copied = 'x-amz-copy-source' in headers ? ' copy' : ''
  return `${method} ${path}${told.length > 0 ? `?${told.join('&')}` : ''}${copied}`
}

/** The code with which a call is refused; `done` where it is not. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'done'
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

/** The error of a call. */
export async function errorOf(
  call: Promise<unknown>,
): Promise<Error & { code: string; hint: string }> {
  try {
    await call
  } catch (error) {
    return error as Error & { code: string; hint: string }
  }
  throw new Error('the call succeeded')
}
