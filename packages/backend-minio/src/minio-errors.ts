import { isNexusError, keyNotFound, NexusError, quoteKey, stoppedError } from '@nexusfs/core/kit'
import { isRefusal } from './client.ts'
import {
  MEANINGS,
  type Meaning,
  missing,
  type RequestSubject,
  STATUSES,
  throttled,
  unavailable,
} from './error-meanings.ts'
import type { Failure } from './failure.ts'

/** What went wrong with a connection, by the system's or TLS's code. */
const CONNECTIONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'it does not answer',
}

/** What the client, the server or the network threw as a `NexusError`; one that is a `NexusError` already stays. */
export function minioError(error: unknown, subject: RequestSubject): NexusError {
  if (isNexusError(error)) return error
  if (subject.signal?.aborted === true) return stoppedError(subject.signal)
  return isRefusal(error) ? refusalError(error, subject) : connectionError(error, subject)
}

/** A refusal of the server as a `NexusError`. Its text is left out: it may quote what was signed. */
export function refusalError(failure: Failure, subject: RequestSubject): NexusError {
  const { code, status, requestId, etag } = failure
  const cause = { code, status, requestId }
  const name = code.replace(/^XMinio(?=Server)/, '')
  const meaning = MEANINGS[name] ?? MEANINGS[code]
  if (meaning === missing && subject.key !== undefined) return keyNotFound(subject.key, cause)
  const [what, found, hint] = (meaning ?? byStatus(failure))(failure, subject)
  return new NexusError(what, `${about(subject)}: ${found}.`, { hint, cause, etag })
}

/** A lost connection, or an answer that is none of HTTP. */
function connectionError(error: unknown, subject: RequestSubject): NexusError {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  const text = typeof code === 'string' ? code : ''
  const cause = { name: typeof name === 'string' ? name : undefined, code: text || undefined }
  const { host } = subject
  if (name === 'InvalidEndpointError' || name === 'InvalidArgumentError') {
    return new NexusError(
      'INVALID_ARGUMENT',
      `The client of MinIO does not take the host ${host}.`,
      {
        hint: 'Give endpoint_url a host name of letters, digits, dots and hyphens, or an IP address.',
        cause,
      },
    )
  }
  const known = CONNECTIONS[text] ?? tlsProblem(text)
  if (known === undefined && !text.startsWith('HPE_')) {
    return new NexusError('INTERNAL', `${about(subject)}: the client failed.`, {
      hint: 'The cause says more; report it to the author of the backend.',
      cause,
    })
  }
  return new NexusError(
    'UNAVAILABLE',
    `The MinIO server at ${host} cannot be used: ${known ?? 'its answer is not HTTP'}.`,
    { hint: hintOf(text), cause },
  )
}

function tlsProblem(code: string): string | undefined {
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) return 'it does not speak TLS there'
  if (/CERT|SELF_SIGNED|ISSUER|ALTNAME/.test(code)) return 'its certificate is not trusted'
  return undefined
}

function hintOf(code: string): string {
  const tls = tlsProblem(code)
  if (tls?.includes('certificate')) return 'Name its authority in NODE_EXTRA_CA_CERTS.'
  if (tls !== undefined || code.startsWith('HPE_'))
    return 'Check the scheme of endpoint_url, or the option secure, and that the port is that of the S3 API.'
  return 'Check endpoint_url and the network; `mc ping ALIAS` and `mc admin info ALIAS` show whether it runs.'
}

/** Where the code says nothing: what the status means, and what it is not. */
function byStatus({ code, status }: Failure): Meaning {
  if (code === '' && status < 500 && status !== 429) return foreign
  if (status >= 500 && status !== 507)
    return status === 503 && code === '' ? throttled : unavailable
  return STATUSES[status] ?? unknown
}

const foreign: Meaning = ({ status }, { host }) => [
  status === 401 || status === 403 ? 'BACKEND_DENIED' : 'UNAVAILABLE',
  `what answers at ${host} with ${status} is not the S3 API`,
  'Check endpoint_url, and secure; the console has another port than the S3 API (9000 unless configured).',
]

const unknown: Meaning = ({ code, status }) => [
  'INTERNAL',
  `the server answered ${status} ${code}`,
  'Look at the log of the server with `mc admin logs ALIAS`.',
]

function about({ bucket, key, host }: RequestSubject): string {
  if (key === undefined) return `The bucket "${bucket}" at ${host} cannot be used`
  return `Object ${quoteKey(key)} of the bucket "${bucket}" cannot be used`
}
