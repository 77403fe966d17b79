import { NexusError } from '@nexusfs/core/kit'
import type { LifecycleRule } from '@nexusfs/core/spec'

/** A rule as Cloud Storage keeps it: one action, and all conditions that must hold. */
export interface GcsRule {
  readonly action: { readonly type: string; readonly storageClass?: string }
  readonly condition: {
    readonly age?: number
    readonly daysSinceNoncurrentTime?: number
    readonly numNewerVersions?: number
    readonly isLive?: boolean
    readonly matchesPrefix?: readonly string[]
  }
}

/** One rule of ours is one of Google's for each thing that it does. */
export function toGcsRules(rules: readonly LifecycleRule[], prefix: string): GcsRule[] {
  return rules.flatMap((rule) => {
    if (!rule.enabled) throw cannotDisable(rule)
    const below = prefix + rule.prefix
    const scope = below === '' ? {} : { matchesPrefix: [below] }
    const { expireAfterDays, archiveAfterDays, archiveTier = 'ARCHIVE' } = rule
    const { expireNoncurrentAfterDays, abortUploadsAfterDays } = rule
    return [
      ...made(expireAfterDays, (age) => ({
        action: { type: 'Delete' },
        condition: { age, isLive: true, ...scope },
      })),
      ...made(archiveAfterDays, (age) => ({
        action: { type: 'SetStorageClass', storageClass: archiveTier },
        condition: { age, isLive: true, ...scope },
      })),
      ...made(expireNoncurrentAfterDays, (daysSinceNoncurrentTime) => ({
        action: { type: 'Delete' },
        condition: { daysSinceNoncurrentTime, ...scope },
      })),
      ...made(abortUploadsAfterDays, (age) => ({
        action: { type: 'AbortIncompleteMultipartUpload' },
        condition: { age, ...scope },
      })),
    ]
  })
}

/**
 * Each of Google's rules that touches objects below the prefix, as one of ours. A condition that ours do not have is
 * left out, so that a rule is said to do more than it does, never less. Google's rules have no names: `rule-1` is the first.
 */
export function fromGcsRules(rules: readonly GcsRule[], prefix: string): LifecycleRule[] {
  return rules.flatMap((rule, index) => {
    const what = deedOf(rule)
    const scopes = scopesOf(rule.condition.matchesPrefix, prefix)
    return what === undefined
      ? []
      : scopes.map((scope) => ({ id: `rule-${index + 1}`, prefix: scope, enabled: true, ...what }))
  })
}

type Deed = Omit<LifecycleRule, 'id' | 'prefix' | 'enabled'>

function deedOf({ action, condition }: GcsRule): Deed | undefined {
  const { age = 0, daysSinceNoncurrentTime, numNewerVersions = 0, isLive } = condition
  const noncurrent =
    isLive === false || daysSinceNoncurrentTime !== undefined || numNewerVersions > 0
  if (action.type === 'AbortIncompleteMultipartUpload') return { abortUploadsAfterDays: age }
  if (action.type === 'Delete') {
    return noncurrent
      ? { expireNoncurrentAfterDays: daysSinceNoncurrentTime ?? age }
      : { expireAfterDays: age }
  }
  if (action.type !== 'SetStorageClass' || noncurrent) return undefined
  return { archiveAfterDays: age, archiveTier: action.storageClass }
}

function scopesOf(prefixes: readonly string[] | undefined, own: string): string[] {
  if (prefixes === undefined || prefixes.length === 0) return ['']
  return prefixes.flatMap((prefix) => {
    if (prefix.startsWith(own)) return [prefix.slice(own.length)]
    return own.startsWith(prefix) ? [''] : []
  })
}

function made(days: number | undefined, rule: (days: number) => GcsRule): GcsRule[] {
  return days === undefined ? [] : [rule(days)]
}

function cannotDisable({ id }: LifecycleRule): NexusError {
  return new NexusError(
    'NOT_SUPPORTED',
    `Lifecycle rule ${JSON.stringify(id)} is disabled, and Cloud Storage has no disabled rules.`,
    { hint: 'Leave the rule out.' },
  )
}
