import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as it arrived. */
export interface RecordedRequest {
  readonly method: string
  /** Path and query, as sent. */
  readonly target: string
  /** Decoded, without the query. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** An answer; 200 without a body unless it says otherwise. `reset` ends the connection in its place. */
export type RecordedAnswer =
  | {
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
      /** An object is sent as JSON. */
      readonly body?: string | Uint8Array | object | undefined
    }
  | 'reset'

/** A server that keeps every request and answers as the test says. */
export interface RecordingServer {
  /** Without a slash at its end. */
  readonly url: string
  /** In order of arrival; a test may empty it. */
  readonly requests: RecordedRequest[]
  close(): Promise<void>
}

/** Starts a server on a free port of 127.0.0.1 that answers in place of a provider. */
export async function startRecordingServer(
  answer: (request: RecordedRequest) => RecordedAnswer | Promise<RecordedAnswer>,
): Promise<RecordingServer> {
  const requests: RecordedRequest[] = []
  const server = createServer(async (message, response) => {
    try {
      const request = await recorded(message)
      requests.push(request)
      send(response, request, await answer(request))
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      if (!server.listening) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function recorded(message: IncomingMessage): Promise<RecordedRequest> {
  const { method = '', url: target = '', headers } = message
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  const { pathname, searchParams } = new URL(target, 'http://127.0.0.1')
  return {
    method,
    target,
    path: decodeURIComponent(pathname),
    query: Object.fromEntries(searchParams),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, String(value)]),
    ),
    body: Buffer.concat(chunks),
  }
}

function send(response: ServerResponse, request: RecordedRequest, answer: RecordedAnswer): void {
  if (answer === 'reset') {
    response.socket?.resetAndDestroy()
    return
  }
  const { status = 200, headers = {}, body = '' } = answer
  const json = typeof body === 'object' && !(body instanceof Uint8Array)
  const bytes = json ? JSON.stringify(body) : body
  response.writeHead(status, {
    ...(json && { 'content-type': 'application/json' }),
    ...(request.method !== 'HEAD' && { 'content-length': String(Buffer.byteLength(bytes)) }),
    ...headers,
  })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}
