import { keyNotFound, NexusError } from '@nexusfs/core/kit'
import type { CallOptions } from '@nexusfs/core/spec'
import { setTier } from './copy.ts'
import { archiveOf } from './info.ts'
import { codeOf, isPlainNotFound } from './s3-errors.ts'
import type { S3Session } from './session.ts'

/** Classes of archives. `GLACIER_IR` can be read at once, the others after a restore. */
export type GlacierClass = 'GLACIER_IR' | 'GLACIER' | 'DEEP_ARCHIVE'

/** Options of a restore. */
export interface RestoreOptions extends CallOptions {
  /** For how long the restored copy stays; from 1. */
  readonly days: number
  /** How fast; `Expedited` is not there for DEEP_ARCHIVE. Default `Standard`: hours. */
  readonly tier?: 'Expedited' | 'Standard' | 'Bulk' | undefined
}

/** How far a restore is. */
export interface RestoreStatus {
  /** `readable`: it lies in no archive. */
  readonly state: 'readable' | 'archived' | 'restoring' | 'restored'
  /** Milliseconds UTC when the restored copy goes. */
  readonly expiresAt?: number | undefined
}

const CLASSES: ReadonlySet<string> = new Set(['GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'])

/** Moves an object into an archive. */
export async function transitionToGlacier(
  session: S3Session,
  key: string,
  storageClass: GlacierClass,
  signal?: AbortSignal,
): Promise<void> {
  if (!CLASSES.has(storageClass)) {
    throw new NexusError('INVALID_ARGUMENT', `${storageClass} is no class of an archive.`, {
      hint: `Give one of ${[...CLASSES].join(', ')}, or use setTier.`,
    })
  }
  await setTier(session, key, storageClass, signal)
}

/** Asks for a copy of an archived object that can be read. Asking again while that is under way is fine. */
export async function restoreFromGlacier(
  session: S3Session,
  key: string,
  { days, tier = 'Standard', signal }: RestoreOptions,
): Promise<void> {
  if (!Number.isInteger(days) || days < 1) {
    throw new NexusError('INVALID_ARGUMENT', `An object cannot be restored for ${days} days.`, {
      hint: 'Give a whole number of days, from 1.',
    })
  }
  await session.run({ what: 'restore', key, signal }, async ({ client, http }) => {
    try {
      await client.restoreObject(
        {
          ...session.at(key),
          RestoreRequest: { Days: days, GlacierJobParameters: { Tier: tier } },
        },
        http,
      )
    } catch (error) {
      if (codeOf(error) !== 'RestoreAlreadyInProgress') throw error
    }
  })
}

/** How far the restore of an object is: one request. */
export function restoreStatus(
  session: S3Session,
  key: string,
  signal?: AbortSignal,
): Promise<RestoreStatus> {
  return session.run({ what: 'look at', key, signal }, async ({ client, http }) => {
    try {
      const answer = await client.headObject(session.at(key), http)
      const expiry = /expiry-date="([^"]+)"/.exec(answer.Restore ?? '')?.[1]
      return {
        state: archiveOf(answer) ?? 'readable',
        ...(expiry !== undefined && { expiresAt: Date.parse(expiry) }),
      }
    } catch (error) {
      throw isPlainNotFound(error) ? keyNotFound(key) : error
    }
  })
}
