import type { CallOptions, CheckResult } from '@nexusfs/core/spec'
import type { S3Session } from './session.ts'

/** Whether the bucket can be reached and listed: two requests. Writes nothing. */
export async function check(
  session: S3Session,
  { signal }: CallOptions = {},
): Promise<CheckResult> {
  const { bucket, settings } = session
  const list = { Bucket: bucket, Prefix: settings.prefix, MaxKeys: 1 }
  const subject = { what: 'use', key: '', signal }
  try {
    await session.run(subject, async ({ client, http }) => {
      try {
        await client.headBucket({ Bucket: bucket }, http)
      } catch (error) {
        // Its answer has no body, so it does not say why; that of a listing does.
        await client.listObjectsV2(list, http)
        throw error
      }
      await client.listObjectsV2(list, http)
    })
    return { ok: true }
  } catch (error) {
    const { code, message, hint } = await session.errorOf(error, subject)
    // Of the caller, and no problem of the bucket.
    if (code === 'ABORTED' || code === 'CLOSED') throw error
    return { ok: false, code, problem: message, hint: hint ?? 'Check the options of the backend.' }
  }
}
