/** A bucket by the SDK of AWS alone. */
import { hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { S3 } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { BareBucket, Place } from './cloud-kind.ts'

/** Bytes of a part and how many are on their way at once: those of our adapter. */
const PART_BYTES = 8 << 20
const PARTS_AT_ONCE = 4

/** What else the SDK of AWS is asked for. */
export interface BareS3 extends BareBucket {
  /** In parts. */
  putLarge(key: string, body: Readable | Uint8Array | { readonly file: string }): Promise<void>
  getLarge(key: string): Promise<AsyncIterable<Uint8Array>>
  /** How many keys there are below a prefix, a thousand at a time. */
  list(prefix: string): Promise<number>
  /** Removes all versions of all keys below a prefix. */
  clear(prefix: string): Promise<void>
}

/** A client for a place. */
export function s3ClientOf({ server }: Place): S3 {
  const agent = { keepAlive: true, maxSockets: 256 }
  return new S3({
    endpoint: server.url,
    region: server.region,
    forcePathStyle: true,
    credentials: { accessKeyId: server.accessKey, secretAccessKey: server.secretKey },
    requestHandler: { httpAgent: agent, httpsAgent: agent },
  })
}

/** Opens it. */
export function openBareS3(place: Place): BareS3 {
  const client = s3ClientOf(place)
  const at = (key: string) => ({ Bucket: place.bucket, Key: key })
  return {
    put: (key, bytes) =>
      client.putObject({
        ...at(key),
        Body: bytes,
        ChecksumSHA256: hash('sha256', bytes, 'base64'),
      }),
    async get(key) {
      const { Body: body } = await client.getObject(at(key))
      if (body === undefined) throw new Error(`${key} has no body`)
      return body.transformToByteArray()
    },
    async putLarge(key, body) {
      const Body = 'file' in body ? createReadStream(body.file) : body
      const params = { ...at(key), Body, ChecksumAlgorithm: 'SHA256' as const }
      const sizes = { partSize: PART_BYTES, queueSize: PARTS_AT_ONCE }
      await new Upload({ client, params, ...sizes }).done()
    },
    getLarge: async (key) => (await client.getObject(at(key))).Body as Readable,
    list: (prefix) => countKeys(client, place.bucket, prefix),
    clear: (prefix) => clear(client, place.bucket, prefix),
    close: async () => client.destroy(),
  }
}

async function countKeys(client: S3, bucket: string, prefix: string): Promise<number> {
  let keys = 0
  for (let token: string | undefined, more = true; more; ) {
    const page = await client.listObjectsV2({
      Bucket: bucket,
      Prefix: prefix,
      MaxKeys: 1000,
      ContinuationToken: token,
    })
    for (const { Key: key } of page.Contents ?? []) if (key !== undefined) keys += 1
    token = page.NextContinuationToken
    more = page.IsTruncated === true
  }
  return keys
}

async function clear(client: S3, bucket: string, prefix: string): Promise<void> {
  for (;;) {
    const page = await client.listObjectVersions({ Bucket: bucket, Prefix: prefix })
    const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]
    if (found.length === 0) return
    const objects = found.map(({ Key, VersionId }) => ({ Key, VersionId }))
    await client.deleteObjects({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } })
  }
}
