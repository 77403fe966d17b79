import { NexusError } from '@nexusfs/core/kit'
import type { AzureTokenCredential } from './options.ts'

/** What this package uses of `@azure/identity`. */
export interface IdentityModule {
  readonly DefaultAzureCredential: new () => AzureTokenCredential
}

/**
 * The credential of the environment, a managed identity or a developer's tools.
 * @throws `NO_CREDENTIALS` where the package that looks for them, an optional peer, is not installed.
 */
export async function defaultCredential(
  load: () => Promise<IdentityModule> = () => import('@azure/identity'),
): Promise<AzureTokenCredential> {
  let identity: IdentityModule
  try {
    identity = await load()
  } catch (cause) {
    throw new NexusError(
      'NO_CREDENTIALS',
      'The azure backend was given no credentials, and @azure/identity, which looks for those of Microsoft Entra ID, cannot be loaded.',
      {
        hint: 'Run `npm install @azure/identity`, or give account_key, connection_string or sas_token.',
        cause,
      },
    )
  }
  return new identity.DefaultAzureCredential()
}
