/** Where a server listens. */
export interface Endpoint {
  /** In lower case; an IPv6 address without brackets. */
  readonly host: string
  readonly port: number
  readonly secure: boolean
}

/** Reads an endpoint that has no {@link endpointProblem}; `secure` counts where it has no scheme. */
export function parseEndpoint(endpoint: string, secure: boolean | undefined): Endpoint {
  const url = new URL(
    hasScheme(endpoint) ? endpoint : `${secure === false ? 'http' : 'https'}://${endpoint}`,
  )
  const tls = url.protocol === 'https:'
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (tls ? 443 : 80) : Number(url.port),
    secure: tls,
  }
}

/** What is wrong with an endpoint, as a part of a sentence that does not quote it; `undefined` when nothing is. */
export function endpointProblem(
  endpoint: string,
  secure?: boolean | undefined,
): string | undefined {
  const url = URL.parse(hasScheme(endpoint) ? endpoint : `https://${endpoint}`)
  if (url === null) return 'it is no URL such as https://minio.example.com:9000'
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return 'its scheme is not http or https'
  if (url.username !== '' || url.password !== '')
    return 'it holds credentials; give them as access_key and secret_key'
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    return 'it has a path or query; give the address of the server alone'
  if (secure !== undefined && hasScheme(endpoint) && secure !== (url.protocol === 'https:'))
    return `its scheme and secure: ${secure} contradict each other`
  return undefined
}

function hasScheme(endpoint: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(endpoint)
}
