/** An error of the SDK with what can be read off it. */
export interface AzureFailure {
  /** HTTP status, where the service answered. */
  readonly status: number | undefined
  /** `x-ms-error-code`, or the code of the connection's failure. */
  readonly code: string
  readonly requestId: string | undefined
  /** Milliseconds UTC by the service's clock. */
  readonly date: number | undefined
  /** What the service adds to `AuthenticationFailed`. Never shown, since it quotes signatures. */
  readonly detail: string
}

/** What can be read off an error of the SDK. */
export function failureOf(error: unknown): AzureFailure {
  const { name, statusCode, code, details, response } = (error ?? {}) as RestErrorLike
  const header = (name: string) => response?.headers?.get?.(name) ?? undefined
  const date = Date.parse(header('date') ?? '')
  return {
    status: statusCode,
    code: header('x-ms-error-code') ?? details?.errorCode ?? text(code) ?? text(name) ?? 'unknown',
    requestId: header('x-ms-request-id'),
    date: Number.isNaN(date) ? undefined : date,
    detail: `${text(details?.AuthenticationErrorDetail) ?? ''} ${text(details?.message) ?? ''}`,
  }
}

/** The error without what it holds of requests and answers, since those have signatures in headers and addresses. */
export function cleanCause({ status, code, requestId }: AzureFailure): Error {
  const answered = status === undefined ? code : `HTTP ${status} ${code}`
  const cause = new Error(`Azure: ${answered}${requestId === undefined ? '' : ` (${requestId})`}`)
  return Object.assign(cause, { name: 'AzureError', code, statusCode: status })
}

interface RestErrorLike {
  readonly name?: unknown
  readonly statusCode?: number
  readonly code?: unknown
  readonly details?: {
    readonly errorCode?: string
    readonly AuthenticationErrorDetail?: unknown
    readonly message?: unknown
  }
  readonly response?: { readonly headers?: { get?(name: string): string | undefined } }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
