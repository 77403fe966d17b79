import type { TestServer } from './test-server.ts'

/** The variables by which the tools of AWS, and our examples, reach a bucket on a server of the tests. */
export function awsEnvironment(
  { url, accessKey, secretKey, region }: TestServer,
  bucket: string,
): Readonly<Record<string, string>> {
  return {
    BUCKET: bucket,
    AWS_ENDPOINT_URL_S3: url,
    AWS_ACCESS_KEY_ID: accessKey,
    AWS_SECRET_ACCESS_KEY: secretKey,
    AWS_REGION: region,
  }
}
