/** The only file that loads the SDK, when the first call needs it. */
import { createHash } from 'node:crypto'
import type {
  GetObjectCommandInput,
  PutObjectCommandInput,
  S3ClientConfig,
} from '@aws-sdk/client-s3'
import { createSharedResources, type Shared } from '@nexusfs/core/kit'
import { type JsonCredentials, readCredentialsFile } from './credentials-file.ts'
import { regionOf } from './region.ts'
import type { S3Client } from './sdk-types.ts'
import type { S3Settings } from './settings.ts'

/** A connection to an endpoint with certain credentials, shared by all backends that have these. */
export interface S3Connection {
  /** Repeats calls that failed in passing: adaptive, three attempts. */
  readonly client: S3Client
  /** Never repeats: for calls whose repetition would meet the effect of its own first attempt. */
  readonly single: S3Client
  readonly region: string
  presign(request: PresignRequest): Promise<string>
  /** Credentials in use, so that they can be taken out of messages. */
  secrets(): Promise<readonly string[]>
}

/** What is signed for somebody else. */
export type PresignRequest =
  | { readonly method: 'GET'; readonly expiresIn: number; readonly input: GetObjectCommandInput }
  | { readonly method: 'PUT'; readonly expiresIn: number; readonly input: PutObjectCommandInput }

/** A role or a file that is renewed gives new credentials; the SDK asks again five minutes before they end. */
const FILE_LIFE_MS = 10 * 60_000
const CONNECT_MS = 10_000
/** More than one bucket makes calls at once, parts included; the SDK's own 50 would let them queue. */
const SOCKETS = 256

// One for the process: a client owns its connections, so two backends of one account had twice as many. Holds hashes only.
const connections = createSharedResources<S3Connection>(({ client }) => client.destroy())

/** Opens the connection of a backend, or joins the one that is open. @throws what the look for region and credentials throws. */
export async function openConnection(settings: S3Settings): Promise<Shared<S3Connection>> {
  const { credentialsPath, accessKeyId, requestHandler } = settings
  const file =
    accessKeyId === undefined && credentialsPath !== undefined
      ? await readCredentialsFile(credentialsPath)
      : undefined
  const config = await configOf(settings, file)
  const region = await regionOf(settings, file, (region) =>
    makeClient({ ...config, ...(region !== undefined && { region }) }),
  )
  const open = () => connect({ ...config, region }, settings)
  if (requestHandler === undefined) return connections.acquire(identityOf(settings, region), open)
  const resource = await open()
  return { resource, release: async () => resource.client.destroy() }
}

/** All that tells one connection from another. The provider chain of the SDK reads the environment. */
function identityOf(settings: S3Settings, region: string): unknown {
  const { endpoint, accessKeyId, secretAccessKey, sessionToken, credentialsPath, profile } =
    settings
  const { forcePathStyle, useAccelerateEndpoint, presetName } = settings
  const environment = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'))
  return {
    ...{ endpoint, region, accessKeyId, secretAccessKey, sessionToken, credentialsPath, profile },
    ...{ forcePathStyle, useAccelerateEndpoint, presetName },
    environment: accessKeyId === undefined ? environment : [],
  }
}

async function connect(config: S3ClientConfig, settings: S3Settings): Promise<S3Connection> {
  const client = await makeClient(config)
  const { requestHandler } = client.config
  const single = await makeClient({
    ...config,
    requestHandler,
    retryMode: 'standard',
    maxAttempts: 1,
  })
  for (const made of [client, single]) addHeaders(made, settings)
  return {
    client,
    single,
    region: String(config.region),
    presign: (request) => presign({ ...config, requestHandler }, request),
    secrets: () => secretsOf(client),
  }
}

async function configOf(
  settings: S3Settings,
  file: JsonCredentials | 'shared' | undefined,
): Promise<S3ClientConfig> {
  const { kind, endpoint, profile, requestHandler } = settings
  const credentials = await credentialsOf(settings, file)
  const agent = { keepAlive: true, maxSockets: SOCKETS }
  return {
    ...(endpoint !== undefined && { endpoint }),
    ...(profile !== undefined && { profile }),
    ...(credentials !== undefined && { credentials }),
    forcePathStyle: settings.forcePathStyle,
    useAccelerateEndpoint: settings.useAccelerateEndpoint === true,
    requestChecksumCalculation: kind.checksums,
    responseChecksumValidation: kind.checksums,
    retryMode: 'adaptive',
    maxAttempts: 3,
    // Each request with the header gets a connection of its own, and waits for an answer before its body.
    expectContinueHeader: false,
    // Without one of our own the SDK writes warnings to the console.
    logger: SILENT,
    requestHandler: requestHandler ?? {
      connectionTimeout: CONNECT_MS,
      httpAgent: agent,
      httpsAgent: agent,
      logger: SILENT,
    },
  }
}

/** Those of the options, then those of the file; `undefined`: the SDK's own chain. */
async function credentialsOf(
  { accessKeyId, secretAccessKey, sessionToken, credentialsPath, profile }: S3Settings,
  file: JsonCredentials | 'shared' | undefined,
): Promise<S3ClientConfig['credentials']> {
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) }
  }
  if (file === undefined || credentialsPath === undefined) return undefined
  if (file !== 'shared') return () => fromJsonFile(credentialsPath)
  const { fromIni } = await import('@aws-sdk/credential-provider-ini')
  return fromIni({
    filepath: credentialsPath,
    ignoreCache: true,
    ...(profile !== undefined && { profile }),
  })
}

async function fromJsonFile(path: string): Promise<{
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  expiration?: Date
}> {
  const file = await readCredentialsFile(path)
  if (file === 'shared') throw new Error('The credentials file is no longer JSON.')
  const { accessKeyId, secretAccessKey, sessionToken } = file
  if (sessionToken === undefined) return { accessKeyId, secretAccessKey }
  const expiration = new Date(Date.now() + FILE_LIFE_MS)
  return { accessKeyId, secretAccessKey, sessionToken, expiration }
}

async function makeClient(config: S3ClientConfig): Promise<S3Client> {
  const { S3 } = await import('@aws-sdk/client-s3')
  return new S3(config)
}

/**
 * Signs with the SHA-256 that the input has already, so that bytes are hashed once; leaves the header out where a server
 * does not know it, and adds the one that some want.
 */
function addHeaders(client: S3Client, { kind }: S3Settings): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { ChecksumSHA256: digest, Body: body } = args.input as {
        ChecksumSHA256?: string
        Body?: unknown
      }
      const request = args.request as { headers: Record<string, string>; body?: unknown }
      if (digest !== undefined && body !== undefined) {
        request.headers['x-amz-content-sha256'] = Buffer.from(digest, 'base64').toString('hex')
        if (!kind.checksumHeaders) delete request.headers['x-amz-checksum-sha256']
      }
      if (kind.contentMd5 && 'Delete' in args.input && typeof request.body === 'string') {
        request.headers['content-md5'] = createHash('md5').update(request.body).digest('base64')
      }
      return next(args)
    },
    { step: 'build', priority: 'low', name: 'nexusHeaders' },
  )
}

/** Checksums would be baked into the URL: that of an empty body, before the real one is known. */
async function presign(config: S3ClientConfig, request: PresignRequest): Promise<string> {
  const [{ GetObjectCommand, PutObjectCommand }, { getSignedUrl }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('@aws-sdk/s3-request-presigner'),
  ])
  const client = await makeClient({
    ...config,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  const { expiresIn } = request
  if (request.method === 'GET') {
    return getSignedUrl(client, new GetObjectCommand(request.input), { expiresIn })
  }
  // Not signed unless it is named, and then an uploader could send any.
  const signableHeaders = new Set(request.input.ContentType === undefined ? [] : ['content-type'])
  return getSignedUrl(client, new PutObjectCommand(request.input), {
    expiresIn,
    ...(signableHeaders.size > 0 && { signableHeaders }),
  })
}

async function secretsOf(client: S3Client): Promise<readonly string[]> {
  try {
    const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials()
    return [accessKeyId, secretAccessKey, sessionToken].filter((secret) => secret !== undefined)
  } catch {
    // Then there are none that could be shown.
    return []
  }
}

const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }
