import type { PutOptions } from '@nexusfs/core/spec'
import { toHeaders } from './metadata.ts'
import type { InputOf } from './sdk-types.ts'
import type { S3Settings } from './settings.ts'

/** What a new object is given besides its bytes. */
export type Attributes = Pick<
  InputOf<'putObject'>,
  'ContentType' | 'Metadata' | 'SSEKMSKeyId' | 'ServerSideEncryption' | 'StorageClass'
>

/** Attributes of a write: those of the call, then those of the options. */
export function attributesOf(
  settings: S3Settings,
  { contentType, metadata, tier }: Pick<PutOptions, 'contentType' | 'metadata' | 'tier'>,
): Attributes {
  const storageClass = tier ?? settings.storageClass
  return {
    ...encryptionOf(settings),
    ...(storageClass !== undefined && {
      StorageClass: storageClass as Attributes['StorageClass'] & {},
    }),
    ...(contentType !== undefined && { ContentType: contentType }),
    ...(metadata !== undefined && { Metadata: { ...toHeaders(metadata) } }),
  }
}

/** The encryption that writes ask for. */
export function encryptionOf({ sse, sseKmsKeyId }: S3Settings): Attributes {
  if (sse === 'none') return {}
  return {
    ServerSideEncryption: sse,
    ...(sseKmsKeyId !== undefined && { SSEKMSKeyId: sseKmsKeyId }),
  }
}
