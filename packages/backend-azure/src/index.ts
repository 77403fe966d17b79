/** Nexus backend that keeps objects in an Azure Blob Storage container.
 * @packageDocumentation
 */
export { createAzureBackend, createAzureBackend as azure } from './azure-backend.ts'
export type {
  AzureBackend,
  AzureBlobProperties,
  SetBlobMetadataOptions,
  SetBlobTierOptions,
} from './azure-backend-type.ts'
export { azureBackend as default } from './definition.ts'
export type {
  AzureBackendOptions,
  AzureOptions,
  AzureTier,
  AzureTokenCredential,
} from './options.ts'
