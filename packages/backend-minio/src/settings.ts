import { NexusError, normalPrefix } from '@nexusfs/core/kit'
import { type Endpoint, endpointProblem, parseEndpoint } from './endpoint.ts'
import type { MinioBackendOptions } from './options.ts'

/** Options with every default filled in; credentials are looked up when they are first needed. */
export interface Settings {
  readonly endpoint: Endpoint
  readonly bucket: string
  /** Empty, or ends with `/`. */
  readonly prefix: string
  readonly region: string | undefined
  readonly sse: string | undefined
  readonly autoCreateBucket: boolean
}

/** @throws `INVALID_ARGUMENT` for options that cannot be. */
export function settingsOf(options: MinioBackendOptions): Settings {
  const { endpointUrl, secure, bucket, region, sse, autoCreateBucket = true } = options
  const problem = endpointProblem(endpointUrl, secure)
  if (problem !== undefined) {
    throw new NexusError(
      'INVALID_ARGUMENT',
      `The option endpoint_url cannot be used: ${problem}.`,
      {
        hint: 'Give the address of the S3 API, such as http://127.0.0.1:9000.',
      },
    )
  }
  const endpoint = parseEndpoint(endpointUrl, secure)
  return { endpoint, bucket, prefix: normalPrefix(options.prefix), region, sse, autoCreateBucket }
}

/** Host and port as messages and `describe()` show them. */
export function hostOf({ host, port }: Endpoint): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}
