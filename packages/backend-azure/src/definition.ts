import { type BackendDefinition, defineBackend } from '@nexusfs/core/spec'
import { createAzureBackend } from './azure-backend.ts'
import { type AzureOptions, optionSchema } from './options.ts'

/** The backend type `azure`. */
export const azureBackend: BackendDefinition<AzureOptions> = defineBackend({
  type: 'azure',
  title: 'Azure Blob Storage',
  options: optionSchema,
  create: (options) => createAzureBackend(options),
})
