import { randomBytes } from 'node:crypto'
import {
  type RecordedRequest,
  type RecordingServer,
  startRecordingServer,
} from '../../../test/servers/index.ts'
import { type AzureBackend, type AzureBackendOptions, createAzureBackend } from '../src/index.ts'

type Answer = Parameters<typeof startRecordingServer>[0]

/** A backend whose requests are kept and answered by the test. */
export interface Recorded extends AsyncDisposable {
  readonly backend: AzureBackend
  readonly server: RecordingServer
  readonly options: AzureBackendOptions
  /** `PUT /container/key?comp=block` and so on, in order. */
  calls(): string[]
  only(): RecordedRequest
}

/** Headers of an answer that names an object. */
export const OBJECT = {
  etag: '"0x8DABC"',
  'last-modified': 'Sat, 21 Nov 2026 10:00:00 GMT',
  'x-ms-blob-type': 'BlockBlob',
  'x-ms-request-id': 'request-1',
}

/** An answer as Azure makes one for a failure. */
export function failure(status: number, code: string, headers: Record<string, string> = {}) {
  return {
    status,
    headers: { 'x-ms-error-code': code, 'content-type': 'application/xml', ...headers },
    body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>Why.\nRequestId:1</Message></Error>`,
  }
}

/** Starts one. */
export async function recorded(
  answer: Answer = ({ method }) => ({ status: method === 'PUT' ? 201 : 200, headers: OBJECT }),
  own: Partial<AzureBackendOptions> = {},
): Promise<Recorded> {
  const server = await startRecordingServer(answer)
  const options: AzureBackendOptions = {
    container: 'things',
    accountName: 'account',
    accountKey: randomBytes(32).toString('base64'),
    endpoint: server.url,
    ...own,
  }
  const backend = createAzureBackend(options)
  return {
    backend,
    server,
    options,
    calls: () =>
      server.requests.map(({ method, path, query }) => {
        const { comp, restype } = query
        return [method, path, ...(restype ? [restype] : []), ...(comp ? [comp] : [])].join(' ')
      }),
    only: () => {
      const [request, ...more] = server.requests
      if (request === undefined || more.length > 0) throw new Error('not one request')
      return request
    },
    async [Symbol.asyncDispose]() {
      await backend.close()
      await server.close()
    },
  }
}
