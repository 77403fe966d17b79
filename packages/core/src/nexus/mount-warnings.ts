import type { Mount } from '../mounts/index.ts'
import type { LifecycleRule } from '../spec/index.ts'
import type { MountTest } from './types.ts'

type Warning = MountTest['warnings'][number]

/** Where the objects of layout `cas` lie. */
const CONTENT_KEYS = ['cas/', 'pools/', 'nexus.json']

/** What rules of the bucket would do to content: in layout `cas` the age of an object says nothing about its use. */
export function ruleWarnings(mount: Mount, rules: readonly LifecycleRule[]): readonly Warning[] {
  if (mount.layout !== 'cas') return []
  return rules.filter(isHarmful).map(({ id, expireAfterDays, archiveAfterDays, archiveTier }) => {
    const deeds = [
      expireAfterDays !== undefined && `deletes current objects after ${days(expireAfterDays)}`,
      archiveAfterDays !== undefined &&
        `moves current objects to ${archiveTier ?? 'an archive'} after ${days(archiveAfterDays)}`,
    ].filter((deed) => deed !== false)
    return {
      message: `The rule "${id}" of the bucket ${deeds.join(' and ')}: that destroys content of files that are still there, however old it is.`,
      hint: 'Remove the rule, or limit it to noncurrent versions, unfinished uploads and the prefix tmp/: Nexus deletes by itself what nothing needs any more.',
    }
  })
}

function isHarmful({ enabled, prefix, expireAfterDays, archiveAfterDays }: LifecycleRule): boolean {
  if (!enabled || (expireAfterDays === undefined && archiveAfterDays === undefined)) return false
  return CONTENT_KEYS.some((key) => key.startsWith(prefix) || prefix.startsWith(key))
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`
}
