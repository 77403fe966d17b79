import type { LifecycleRule as S3Rule, TransitionStorageClass } from '@aws-sdk/client-s3'
import type { LifecycleRule } from '@nexusfs/core/spec'

const DAY_MS = 86_400_000
const ARCHIVES: ReadonlySet<unknown> = new Set(['GLACIER', 'DEEP_ARCHIVE'])

/** Rules that concern objects below a prefix, relative to it. A date in a rule counts as the days until then. */
export function fromS3Rules(
  rules: readonly S3Rule[],
  prefix: string,
  now: number,
): readonly LifecycleRule[] {
  return rules.flatMap((rule) => {
    const place = prefixOf(rule)
    if (!place.startsWith(prefix) && !prefix.startsWith(place)) return []
    return [fromS3Rule(rule, place.startsWith(prefix) ? place.slice(prefix.length) : '', now)]
  })
}

function fromS3Rule(rule: S3Rule, prefix: string, now: number): LifecycleRule {
  const { Transitions: moves = [], NoncurrentVersionExpiration: old } = rule
  const move = moves.find(({ StorageClass }) => ARCHIVES.has(StorageClass)) ?? moves[0]
  const abort = rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation
  return {
    id: rule.ID ?? '',
    prefix,
    enabled: rule.Status === 'Enabled',
    ...days('expireAfterDays', rule.Expiration, now),
    ...days('archiveAfterDays', move, now),
    ...(move?.StorageClass !== undefined && { archiveTier: move.StorageClass }),
    ...(old?.NoncurrentDays !== undefined && { expireNoncurrentAfterDays: old.NoncurrentDays }),
    ...(abort !== undefined && { abortUploadsAfterDays: abort }),
  }
}

/** Older rules have the prefix beside the filter, which may also join several conditions. */
function prefixOf({ Filter: filter, ...rule }: S3Rule): string {
  const { Prefix: old } = rule as { readonly Prefix?: string | undefined }
  return filter?.Prefix ?? filter?.And?.Prefix ?? old ?? ''
}

function days<Name extends string>(
  name: Name,
  when: { readonly Days?: number | undefined; readonly Date?: Date | undefined } | undefined,
  now: number,
): { readonly [Key in Name]?: number } {
  const { Days, Date: date } = when ?? {}
  const count = Days ?? (date && Math.max(0, Math.ceil((date.getTime() - now) / DAY_MS)))
  return count === undefined ? {} : ({ [name]: count } as { readonly [Key in Name]: number })
}

/** Rules as S3 takes them, below a prefix. */
export function toS3Rules(rules: readonly LifecycleRule[], prefix: string): S3Rule[] {
  return rules.map((rule) => ({
    ID: rule.id,
    Status: rule.enabled ? 'Enabled' : 'Disabled',
    Filter: { Prefix: prefix + rule.prefix },
    ...(rule.expireAfterDays !== undefined && { Expiration: { Days: rule.expireAfterDays } }),
    ...(rule.archiveAfterDays !== undefined && {
      Transitions: [
        {
          Days: rule.archiveAfterDays,
          StorageClass: (rule.archiveTier ?? 'GLACIER') as TransitionStorageClass,
        },
      ],
    }),
    ...(rule.expireNoncurrentAfterDays !== undefined && {
      NoncurrentVersionExpiration: { NoncurrentDays: rule.expireNoncurrentAfterDays },
    }),
    ...(rule.abortUploadsAfterDays !== undefined && {
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: rule.abortUploadsAfterDays },
    }),
  }))
}
