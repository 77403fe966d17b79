import { type S3BackendOptions, s3 } from '@nexusfs/backend-s3'
import { createBucket } from '@nexusfs/core'
import { bytesSource, collectBytes } from '@nexusfs/core/kit'

/** Stands for another program, such as `aws s3 cp`, that knows nothing of the tree. */
export interface Outsider {
  put(key: string, text: string): Promise<void>
  get(key: string): Promise<string>
  close(): Promise<void>
}

/** Makes one that uses a bucket directly. */
export function createOutsider(options: S3BackendOptions): Outsider {
  const bucket = createBucket(s3(options))
  return {
    async put(key, text) {
      await bucket.put(key, bytesSource(Buffer.from(text)))
    },
    async get(key) {
      const { body } = await bucket.get(key)
      return Buffer.from(await collectBytes(body)).toString()
    },
    close: () => bucket.close(),
  }
}
