import type { Agent } from 'node:http'
import { Readable } from 'node:stream'
import type { Storage, StorageOptions } from '@google-cloud/storage'
import { createSharedResources, type Shared } from '@nexusfs/core/kit'
import { checkCredentialsFile } from './credentials-file.ts'
import type { GcsSettings } from './settings.ts'

/** Seconds, as the SDK counts; core repeats calls, since the SDK forgets conditions and streams when it does. */
const RETRY_OPTIONS = { autoRetry: false, totalTimeout: 120 }

/** One request, as it leaves. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Absolute. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: Uint8Array | string | undefined
  readonly signal?: AbortSignal | undefined
}

/** What came back, whatever the status; the body is still to be read. */
export interface WireAnswer {
  readonly status: number
  header(name: string): string | undefined
  /** All of them, with names in lower case. */
  headers(): Iterable<[string, string]>
  readonly body: Readable
}

/** The SDK, ready for one endpoint and one set of credentials. */
export interface GcsClient {
  readonly storage: Storage
  /** Sends with credentials, once. Rejects only when no answer came, or credentials could not be had. */
  send(request: WireRequest): Promise<WireAnswer>
  close(): void
}

/** The one registry of clients in the process, since connections and tokens are to be shared among mounts and handles. */
const clients = createSharedResources<GcsClient>((client) => client.close())

/** The client of these settings. A token that comes from a function is nobody else's. */
export async function acquireClient(settings: GcsSettings): Promise<Shared<GcsClient>> {
  const { accessToken } = settings
  if (typeof accessToken === 'function') {
    const resource = await openClient(settings)
    return { resource, release: async () => resource.close() }
  }
  const { endpoint, projectId, credentialsPath, credentials } = settings
  const options = { endpoint, projectId, credentialsPath, credentials, accessToken }
  return clients.acquire(options, () => openClient(settings))
}

/** Loads the SDK, which costs a tenth of a second: a mount that is never used does not pay for it. */
async function openClient(settings: GcsSettings): Promise<GcsClient> {
  const sdk = await import('@google-cloud/storage')
  const storage = new sdk.Storage(await storageOptions(settings))
  const agent = agentFor(settings.endpoint)
  return {
    storage,
    send: (request) => send(storage, agent, request),
    close: () => agent?.destroy(),
  }
}

async function storageOptions(settings: GcsSettings): Promise<StorageOptions> {
  const { endpoint, projectId, credentialsPath, credentials } = settings
  const given = credentials !== 'none' && credentials !== 'application default credentials'
  const common: StorageOptions = {
    apiEndpoint: endpoint,
    retryOptions: RETRY_OPTIONS,
    userAgent: 'nexusfs',
    ...(projectId !== undefined && { projectId }),
    ...((given || settings.isGoogle) && { useAuthWithCustomEndpoint: true }),
  }
  if (credentials === 'credentials file' && credentialsPath !== undefined) {
    await checkCredentialsFile(credentialsPath)
    return { ...common, keyFilename: credentialsPath }
  }
  const authClient = await authClientOf(settings)
  return authClient === undefined ? common : { ...common, authClient }
}

type AuthClient = NonNullable<StorageOptions['authClient']>

async function authClientOf({
  accessToken,
  credentials,
}: GcsSettings): Promise<AuthClient | undefined> {
  if (credentials === 'application default credentials') return undefined
  const { OAuth2Client, PassThroughClient } = await import('google-auth-library')
  if (accessToken === undefined) return new PassThroughClient()
  const client = new OAuth2Client()
  if (typeof accessToken === 'string') {
    client.setCredentials({ access_token: accessToken })
    return client
  }
  // A token that ends at once is asked for again by the next request.
  client.refreshHandler = async () => ({
    access_token: await accessToken(),
    expiry_date: Date.now(),
  })
  return client
}

/** Connections of our own, which end with the client. Where the environment names a proxy, the SDK makes its agent. */
function agentFor(endpoint: string): Agent | undefined {
  const { HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy } = process.env
  if (HTTPS_PROXY || https_proxy || HTTP_PROXY || http_proxy) return undefined
  // Modules of Node.js that nothing else may need are loaded with the SDK.
  const { Agent } = process.getBuiltinModule(
    endpoint.startsWith('https:') ? 'node:https' : 'node:http',
  )
  return new Agent({ keepAlive: true })
}

async function send(
  storage: Storage,
  agent: Agent | undefined,
  { method, url, headers, body, signal }: WireRequest,
): Promise<WireAnswer> {
  const response = await storage.authClient.request<Readable>({
    retry: false,
    method,
    url,
    headers: { ...headers },
    responseType: 'stream',
    validateStatus: () => true,
    // A status 308 is an answer here, and bytes are taken as they are stored.
    redirect: 'manual',
    ...NO_DECODING,
    ...(body !== undefined && { data: body }),
    ...(signal !== undefined && { signal }),
    ...(agent !== undefined && { agent }),
  })
  return {
    status: response.status,
    header: (name) => response.headers.get(name) ?? undefined,
    headers: () => response.headers.entries(),
    // An answer without a body (204) is given as an empty text.
    body: typeof response.data === 'object' ? response.data : Readable.from([]),
  }
}

/** An option of node-fetch, with which the SDK sends; its own options do not know it. */
const NO_DECODING: object = { compress: false }
