/** A server on loopback that tests talk to, or an endpoint of the user's own in its place. */
export interface TestServer {
  /** Without a slash at its end. Azure: with the account name, where it is part of the path. */
  readonly url: string
  /** MinIO and S3: the access key. Azure: the account name. GCS: empty, or the project of an own endpoint. */
  readonly accessKey: string
  /** MinIO and S3: the secret key. Azure: the account key. GCS: empty, or an access token for an own endpoint. */
  readonly secretKey: string
  /** `us-east-1` unless an own endpoint says otherwise. */
  readonly region: string
  /** Ends the server and removes its folder. Twice is fine. */
  close(): Promise<void>
}

/** The servers that suites can ask for. */
export type ServerName = 'minio' | 'versitygw' | 'gcs' | 'azure'

/** The names in the order in which they are reported. */
export const SERVER_NAMES: readonly ServerName[] = ['minio', 'versitygw', 'gcs', 'azure']
