import { NexusError, normalPrefix } from '@nexusfs/core/kit'
import { type AzureConnection, connectionOf } from './connection.ts'
import { type AzureBackendOptions, type AzureTier, CONTAINER_NAME } from './options.ts'

/** Options with everything settled. */
export interface AzureSettings {
  readonly container: string
  /** Empty, or ends with one slash. */
  readonly prefix: string
  readonly tier: AzureTier | undefined
  readonly encryptionScope: string | undefined
  readonly connection: AzureConnection
  readonly clock: () => number
}

/** @throws `CONFIG_INVALID` without quoting a credential. */
export function settingsOf(options: AzureBackendOptions): AzureSettings {
  const { container, prefix, tier, encryptionScope, clock = Date.now } = options
  if (!CONTAINER_NAME.test(container)) {
    throw new NexusError('CONFIG_INVALID', `${JSON.stringify(container)} is no container name.`, {
      hint: 'Give 3 to 63 lower-case letters, digits and single hyphens.',
    })
  }
  return {
    container,
    prefix: normalPrefix(prefix),
    tier,
    encryptionScope,
    connection: connectionOf(options),
    clock,
  }
}
