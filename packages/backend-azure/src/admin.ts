import { NexusError } from '@nexusfs/core/kit'
import type { BackendAdmin, CallOptions } from '@nexusfs/core/spec'
import type { ContainerAccess } from './access.ts'
import { stop } from './reading.ts'

/** What can be done to a container. Versions and lifecycle rules belong to the account, which other credentials manage. */
export function containerAdmin(access: ContainerAccess): BackendAdmin {
  const { accountName = '<account>' } = access.settings.connection
  const versions = (what: string, set: string) =>
    refused(
      access,
      what,
      `Use the account's management: \`az storage account blob-service-properties ${set} --account-name ${accountName} --resource-group <group>\`.`,
    )
  const rules = (what: string, command: string) =>
    refused(
      access,
      what,
      `Use the account's management: \`az storage account management-policy ${command} --account-name ${accountName} --resource-group <group>\`.`,
    )
  const uploads = (what: string) =>
    refused(access, what, 'Azure drops blocks that were never committed after a week by itself.')
  return {
    ensureBucket: (options) => makeContainer(access, options),
    versioning: versions('say whether versions are kept', 'show'),
    setVersioning: versions('switch versions', 'update --enable-versioning <true|false>'),
    lifecycleRules: rules('list lifecycle rules', 'show'),
    setLifecycleRules: rules('set lifecycle rules', 'create --policy @policy.json'),
    listUploads: uploads('list uploads that were not ended'),
    abortUpload: uploads('end an upload'),
  }
}

function makeContainer(access: ContainerAccess, options: CallOptions = {}): Promise<boolean> {
  const { signal } = options
  const { encryptionScope } = access.settings
  return access.run({ what: 'make', signal }, async ({ container }) => {
    const { succeeded } = await container.createIfNotExists({
      ...stop(signal),
      ...(encryptionScope !== undefined && {
        containerEncryptionScope: {
          defaultEncryptionScope: encryptionScope,
          preventEncryptionScopeOverride: false,
        },
      }),
    })
    return succeeded
  })
}

function refused(access: ContainerAccess, what: string, hint: string) {
  return async (): Promise<never> => {
    await access.open({ what })
    throw new NexusError(
      'NOT_SUPPORTED',
      `The azure backend cannot ${what} of the container ${access.settings.container}: the blob service has no call for it.`,
      { hint },
    )
  }
}
