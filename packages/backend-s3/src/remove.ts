import type { _Error as DeleteError } from '@aws-sdk/client-s3'
import type { DeleteOptions } from '@nexusfs/core/spec'
import { conditionKind } from './conditions.ts'
import { conditionsOf } from './lower-conditions.ts'
import { isPlainNotFound } from './s3-errors.ts'
import type { S3Session } from './session.ts'

/** Deletes an object: one request. In a bucket with versions it gets a delete marker. */
export function remove(
  session: S3Session,
  key: string,
  { precondition, signal }: DeleteOptions = {},
): Promise<void> {
  const subject = { what: 'delete', key, signal, condition: conditionKind(precondition) }
  return session.run(subject, async (tools) => {
    const conditions = await conditionsOf(session, tools, key, precondition)
    const client = precondition === undefined ? tools.client : tools.single
    try {
      await client.deleteObject({ ...session.at(key), ...conditions }, tools.http)
    } catch (error) {
      // Some servers say that it is gone already.
      if (precondition !== undefined || !isPlainNotFound(error)) throw error
    }
  })
}

/** Deletes many objects: one request for each thousand, or for as many as the server takes. */
export function removeMany(
  session: S3Session,
  keys: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const limit = Math.max(1, session.settings.kind.deleteManyLimit)
  const subject = { what: 'delete', key: '', signal }
  return session.run(subject, async ({ client, http }) => {
    for (let start = 0; start < keys.length; start += limit) {
      const objects = keys.slice(start, start + limit).map((key) => ({ Key: session.at(key).Key }))
      const { Errors: errors = [] } = await client.deleteObjects(
        { Bucket: session.bucket, Delete: { Objects: objects, Quiet: true } },
        http,
      )
      const [first] = errors.filter(({ Code }) => Code !== 'NoSuchKey' && Code !== 'NoSuchVersion')
      if (first !== undefined) throw errorOf(first)
    }
  })
}

/** The answer is 200 whatever became of the single keys. */
function errorOf({ Code, Message, Key }: DeleteError): Error {
  return Object.assign(new Error(`${Key}: ${Message}`), { name: Code ?? 'InternalError' })
}
