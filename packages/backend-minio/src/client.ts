import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { createSharedResources, type Shared } from '@nexusfs/core/kit'
import type { Client, ClientOptions } from 'minio'
import type { Credentials } from './credentials.ts'
import type { Endpoint } from './endpoint.ts'
import { type Failure, readFailure } from './failure.ts'
import { XmlReader } from './xml.ts'

/** What decides which client is used: two backends with the same of it share one. */
export interface Connection {
  readonly endpoint: Endpoint
  readonly credentials: Omit<Credentials, 'kind'>
  readonly region: string | undefined
}

/** One request, as the client signs it. */
export interface SignedRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  readonly bucket: string
  readonly key?: string | undefined
  /** As it stands in the URL. */
  readonly query?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: Buffer | undefined
  /** SHA-256 of the body in lower-case hex; the server refuses another one. */
  readonly digest: string
  readonly signal?: AbortSignal | undefined
}

/** The SDK's client with what it lacks: requests that can be stopped, and refusals in full. */
export interface MinioClient {
  readonly sdk: Client
  readonly xml: XmlReader
  /** Sends a request once. @throws what the connection does, and {@link isRefusal} for an answer that is no success. */
  send(request: SignedRequest): Promise<IncomingMessage>
}

interface OpenClient extends MinioClient {
  readonly agent: Agent
}

/** The region that MinIO takes where none is configured. */
export const DEFAULT_REGION = 'us-east-1'

/** Statuses of success; all others become refusals before the client sees them. */
const SUCCESS = [200, 204, 206]

// Shared by all backends of a process, as connections are: two mounts of one server use one pool.
const clients = createSharedResources<OpenClient>(({ agent }) => agent.destroy())

/** A hold on the client of a connection; the SDK is loaded when the first is asked for. */
export function acquireClient(connection: Connection): Promise<Shared<MinioClient>> {
  return clients.acquire(connection, () => openClient(connection))
}

/** How many clients are open. */
export function openClients(): number {
  return clients.size
}

async function openClient({ endpoint, credentials, region }: Connection): Promise<OpenClient> {
  const [sdk, { XMLParser }, http] = await Promise.all([
    import('minio'),
    import('fast-xml-parser'),
    endpoint.secure ? import('node:https') : import('node:http'),
  ])
  const xml = new XmlReader(XMLParser)
  const agent = new http.Agent({ keepAlive: true, scheduling: 'lifo' })
  const client = new (stoppable(sdk.Client))({
    endPoint: endpoint.host,
    port: endpoint.port,
    useSSL: endpoint.secure,
    ...credentials,
    region: region ?? DEFAULT_REGION,
    pathStyle: true,
    // It would print, forget the server's answer, and send a half-read stream again. Core repeats calls.
    retryOptions: { disableRetry: true },
    transportAgent: agent,
    transport: refusingTransport(http.request, (answer) =>
      readFailure(answer, xml).then((failure) =>
        Object.assign(new sdk.S3Error(failure.message), failure),
      ),
    ),
  })
  // Otherwise the body of a request over TLS is not part of what is signed and checked.
  client.enableSHA256 = true
  return { sdk: client, xml, agent, send: (request) => send(client, request) }
}

function send(client: Client, request: SignedRequest): Promise<IncomingMessage> {
  const { method, bucket, key, query, body = Buffer.alloc(0), digest, signal } = request
  const sized = method === 'PUT' || method === 'POST'
  const options = {
    method,
    bucketName: bucket,
    ...(key !== undefined && { objectName: key }),
    ...(query !== undefined && { query }),
    headers: {
      ...request.headers,
      ...(sized && { 'content-length': String(body.byteLength) }),
    },
    ...(signal !== undefined && { signal }),
  }
  return client.makeRequestStreamAsync(options, body, digest, SUCCESS, client.region ?? '')
}

/** The client's class, handing the signal of a request on to Node.js. */
function stoppable(Base: typeof Client): typeof Client {
  type Options = Parameters<Client['makeRequestStreamAsync']>[0] & {
    readonly region: string
    readonly signal?: AbortSignal
  }
  return class StoppableClient extends Base {
    protected override getRequestOptions(options: Options) {
      const { signal } = options
      return { ...super.getRequestOptions(options), ...(signal !== undefined && { signal }) }
    }
  }
}

/** A transport that turns answers without success into errors, which the client passes on as they are. */
function refusingTransport(
  open: (options: RequestOptions) => ClientRequest,
  refusal: (answer: IncomingMessage) => Promise<Error & Failure>,
): NonNullable<ClientOptions['transport']> {
  const request = (options: RequestOptions, onAnswer: (answer: IncomingMessage) => void) => {
    const sent = open(options)
    const fail = (error: unknown) => sent.emit('error', error)
    sent.once('response', (answer) => {
      if (SUCCESS.includes(answer.statusCode ?? 0)) onAnswer(answer)
      else refusal(answer).then(fail, fail)
    })
    return sent
  }
  return { request } as NonNullable<ClientOptions['transport']>
}

/** Whether an error is an answer of the server. */
export function isRefusal(error: unknown): error is Error & Failure {
  return error instanceof Error && 'status' in error && 'deleteMarker' in error
}
