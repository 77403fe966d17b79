import type { S3, S3ClientConfig } from '@aws-sdk/client-s3'

/** The SDK's client with a method for each call. */
export type S3Client = S3

/** What sends requests: a handler, or options of the SDK's own one. */
export type S3RequestHandler = NonNullable<S3ClientConfig['requestHandler']>

/** The input of one of the client's calls. */
export type InputOf<Name extends 'copyObject' | 'createMultipartUpload' | 'putObject'> = Parameters<
  S3[Name]
>[0]
