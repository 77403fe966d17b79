import { NexusError } from '@nexusfs/core/kit'
import type { AzureBackendOptions, AzureTokenCredential } from './options.ts'

/** How requests are signed. */
export type AzureAccess =
  | { readonly kind: 'account key'; readonly accountName: string; readonly accountKey: string }
  | { readonly kind: 'shared access signature'; readonly token: string }
  | { readonly kind: 'Microsoft Entra ID'; readonly credential: AzureTokenCredential | undefined }

/** Which service is called, and as whom. */
export interface AzureConnection {
  /** Without a slash at its end, and without a query. */
  readonly endpoint: string
  /** Where it is known: what commands in hints name. */
  readonly accountName: string | undefined
  readonly access: AzureAccess
}

/** The public account of the emulators, which everybody knows (https://learn.microsoft.com/azure/storage/common/storage-connect-azurite). */
const EMULATOR = {
  AccountName: 'devstoreaccount1',
  AccountKey:
    'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
  BlobEndpoint: 'http://127.0.0.1:10000/devstoreaccount1',
}

/**
 * The connection that options mean: an account key counts before a connection string, that before a SAS, and with none
 * of them Microsoft Entra ID is asked.
 * @throws `CONFIG_INVALID` without quoting any value.
 */
export function connectionOf(options: AzureBackendOptions): AzureConnection {
  const { accountName, accountKey, connectionString, sasToken, credential } = options
  const endpoint = endpointOf(options)
  if (accountKey !== undefined) {
    const name = accountName ?? accountOf(endpoint)
    if (name === undefined) throw invalid('account_key is given without account_name')
    checkKey(accountKey)
    return connection(endpoint, name, { kind: 'account key', accountName: name, accountKey })
  }
  if (connectionString !== undefined) return fromConnectionString(connectionString, options)
  const name = accountName ?? accountOf(endpoint)
  if (sasToken !== undefined) return connection(endpoint, name, signature(sasToken))
  return connection(endpoint, name, { kind: 'Microsoft Entra ID', credential })
}

function fromConnectionString(text: string, options: AzureBackendOptions): AzureConnection {
  const parts = partsOf(text)
  const name = parts.AccountName
  const endpoint = endpointOf(options, false) ?? parts.BlobEndpoint ?? usualEndpoint(parts)
  if (parts.AccountKey !== undefined) {
    if (name === undefined) throw invalid('connection_string has an AccountKey and no AccountName')
    checkKey(parts.AccountKey)
    const access = { kind: 'account key', accountName: name, accountKey: parts.AccountKey } as const
    return connection(endpoint, name, access)
  }
  if (parts.SharedAccessSignature === undefined)
    throw invalid('connection_string has neither AccountKey nor SharedAccessSignature')
  return connection(endpoint, name, signature(parts.SharedAccessSignature))
}

function partsOf(text: string): Readonly<Record<string, string | undefined>> {
  const parts: Record<string, string> = {}
  for (const part of text.split(';')) {
    const at = part.indexOf('=')
    if (at > 0) parts[part.slice(0, at).trim()] = part.slice(at + 1).trim()
  }
  return parts.UseDevelopmentStorage === 'true' ? EMULATOR : parts
}

function usualEndpoint(parts: Readonly<Record<string, string | undefined>>): string | undefined {
  const { AccountName, DefaultEndpointsProtocol = 'https' } = parts
  const { EndpointSuffix = 'core.windows.net' } = parts
  if (AccountName === undefined) return undefined
  return `${DefaultEndpointsProtocol}://${AccountName}.blob.${EndpointSuffix}`
}

function endpointOf(options: AzureBackendOptions, usual = true): string | undefined {
  const { endpoint, accountName } = options
  if (endpoint !== undefined) return endpoint
  if (!usual || accountName === undefined) return undefined
  return `https://${accountName}.blob.core.windows.net`
}

/** The account that a service's address names: its first label, or for emulators its path. */
function accountOf(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined || !URL.canParse(endpoint)) return undefined
  const { hostname, pathname } = new URL(endpoint)
  const [label, kind] = hostname.split('.')
  return kind === 'blob' ? label : pathname.split('/')[1] || undefined
}

function connection(
  endpoint: string | undefined,
  accountName: string | undefined,
  access: AzureAccess,
): AzureConnection {
  if (endpoint === undefined) {
    throw invalid(
      'neither account_name, connection_string nor endpoint says which account is meant',
    )
  }
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw invalid('the endpoint is no http or https address')
  if (url.search !== '' || url.username !== '' || url.password !== '')
    throw invalid('the endpoint has a query or credentials; a SAS goes into sas_token')
  if (access.kind === 'Microsoft Entra ID' && url.protocol !== 'https:')
    throw invalid('Microsoft Entra ID gives tokens for https alone, and the endpoint is http')
  return { endpoint: url.href.replace(/\/+$/, ''), accountName, access }
}

function signature(token: string): AzureAccess {
  const bare = token.trim().replace(/^\?/, '')
  if (!new URLSearchParams(bare).has('sig')) throw invalid('the SAS has no signature ("sig=")')
  return { kind: 'shared access signature', token: bare }
}

function checkKey(key: string): void {
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(key) && key.length % 4 === 0) return
  throw invalid('the account key is not base64')
}

function invalid(problem: string): NexusError {
  return new NexusError('CONFIG_INVALID', `The azure backend cannot be set up: ${problem}.`, {
    hint: 'Give account_name with account_key or sas_token, or a connection_string (`az storage account show-connection-string`).',
  })
}
