import type { BlobSASSignatureValues, UserDelegationKey } from '@azure/storage-blob'
import { NexusError } from '@nexusfs/core/kit'
import type { PresignOptions } from '@nexusfs/core/spec'
import type { ContainerAccess } from './access.ts'
import type { AzureContainer } from './client.ts'
import { blobOf, stop } from './reading.ts'

/** Seconds for which a key of Microsoft Entra ID signs at most (https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key). */
const LONGEST_SECONDS = 7 * 24 * 3600
/** Seconds by which the clocks of hosts may differ. */
const SKEW_SECONDS = 15 * 60

/** What a signed address allows. */
export interface Grant {
  /** Letters of Azure: `r`, `c`, `w`. */
  readonly permissions: string
  /** Seconds. */
  readonly expiresIn: number
  readonly fileName?: string | undefined
  readonly contentType?: string | undefined
  readonly versionId?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * A signed address of an object. Whoever sends a `PUT` to one must send the header `x-ms-blob-type: BlockBlob` along, which
 * Azure does not let a signature stand for; the content type is that of the request.
 */
export function presignObject(
  access: ContainerAccess,
  key: string,
  { method, signal, ...options }: PresignOptions,
): Promise<string> {
  return access.run({ what: 'sign an address for', key, signal }, (container) =>
    method === 'GET'
      ? signedUrl(access, container, key, { ...options, signal, permissions: 'r' })
      : signedUrl(access, container, key, {
          ...{ expiresIn: options.expiresIn, signal, permissions: 'cw' },
        }),
  )
}

/** An address with a signature of its own, for this object alone. */
export async function signedUrl(
  access: ContainerAccess,
  container: AzureContainer,
  key: string,
  grant: Grant,
): Promise<string> {
  const { sdk, sharedKey } = container
  const values = valuesOf(access, container, key, grant)
  const signature =
    sharedKey === undefined
      ? sdk.generateBlobSASQueryParameters(
          values,
          await delegationKey(access, container, grant),
          access.settings.connection.accountName ?? container.service.accountName,
        )
      : sdk.generateBlobSASQueryParameters(values, sharedKey)
  const { url } = blobOf(access, container, key, grant.versionId)
  return `${url}${url.includes('?') ? '&' : '?'}${signature.toString()}`
}

function valuesOf(
  { settings }: ContainerAccess,
  { sdk }: AzureContainer,
  key: string,
  grant: Grant,
): BlobSASSignatureValues {
  const { container, clock, connection } = settings
  const { fileName, contentType, versionId } = grant
  const secure = connection.endpoint.startsWith('https:')
  return {
    containerName: container,
    blobName: `${settings.prefix}${key}`,
    permissions: sdk.BlobSASPermissions.parse(grant.permissions),
    expiresOn: new Date(clock() + grant.expiresIn * 1000),
    protocol: secure ? sdk.SASProtocol.Https : sdk.SASProtocol.HttpsAndHttp,
    ...(fileName !== undefined && { contentDisposition: attachment(fileName) }),
    ...(contentType !== undefined && { contentType }),
    ...(versionId !== undefined && { versionId }),
  }
}

/** A key that Microsoft Entra ID gives for signing; asked for anew each time, since it is one request. */
async function delegationKey(
  { settings }: ContainerAccess,
  { service }: AzureContainer,
  { expiresIn, signal }: Grant,
): Promise<UserDelegationKey> {
  if (expiresIn > LONGEST_SECONDS - SKEW_SECONDS) {
    throw new NexusError(
      'INVALID_ARGUMENT',
      `A signed address for ${expiresIn} s is longer than the 7 days that Microsoft Entra ID allows.`,
      { hint: 'Ask for less, or give an account key.' },
    )
  }
  const now = settings.clock()
  return service.getUserDelegationKey(
    new Date(now - SKEW_SECONDS * 1000),
    new Date(now + expiresIn * 1000),
    stop(signal),
  )
}

/** `Content-Disposition` with a name of any letters (RFC 6266, appendix D). */
function attachment(fileName: string): string {
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
