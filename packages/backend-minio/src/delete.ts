import { hash } from 'node:crypto'
import type { CallOptions, DeleteOptions } from '@nexusfs/core/spec'
import type { Calls } from './calls.ts'
import { onLostCondition } from './conditions.ts'
import { minioError, refusalError } from './minio-errors.ts'
import { conditionHeaders } from './write-conditions.ts'
import { elementsOf, escaped, textOf } from './xml.ts'

/** Deletes one object; in a bucket that keeps versions a delete marker takes its place. */
export async function deleteObject(
  calls: Calls,
  key: string,
  { precondition, signal }: DeleteOptions,
): Promise<void> {
  const headers = await conditionHeaders(calls, key, precondition, { signal })
  const call = { method: 'DELETE', key, headers, signal } as const
  await calls.run(call, onLostCondition(key, precondition))
}

/** Deletes up to 1,000 objects, or versions of them, in one request. @throws the first failure of the answer. */
export async function deleteObjects(
  calls: Calls,
  objects: readonly { readonly key: string; readonly versionId?: string | undefined }[],
  { signal }: CallOptions,
): Promise<void> {
  const rows = objects.map(
    ({ key, versionId }) =>
      `<Object><Key>${escaped(calls.fullKey(key))}</Key>${versionId === undefined ? '' : `<VersionId>${escaped(versionId)}</VersionId>`}</Object>`,
  )
  const body = Buffer.from(
    `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>${rows.join('')}</Delete>`,
  )
  const headers = { 'content-md5': hash('md5', body, 'base64') }
  const call = { method: 'POST', query: { delete: '' }, headers, body, signal } as const
  const { text, xml } = await calls.document(call)
  const [failed] = elementsOf(xml.read(text, 'DeleteResult')?.Error)
  if (failed === undefined) return
  const key = textOf(failed.Key).slice(calls.settings.prefix.length)
  const subject = calls.subject({ key, signal })
  const code = textOf(failed.Code)
  throw code === ''
    ? minioError(undefined, subject)
    : refusalError({ ...NOTHING, code, message: textOf(failed.Message) }, subject)
}

const NOTHING = {
  status: 200,
  requestId: undefined,
  region: undefined,
  etag: undefined,
  serverTime: undefined,
  deleteMarker: false,
}
