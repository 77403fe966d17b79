import { NexusError } from '@nexusfs/core/kit'
import type { LifecycleRule } from '@nexusfs/core/spec'
import { elementsOf, escaped, textOf, type XmlElement } from './xml.ts'

/** A rule as the server has it, with the whole prefix; what it says besides is kept as it stands. */
export interface ServerRule {
  readonly prefix: string
  readonly rule: LifecycleRule
}

/** Reads a rule. Its prefix is that of the filter, or of older documents. */
export function parseRule(row: XmlElement, own: string): ServerRule {
  const [filter] = elementsOf(row.Filter)
  const [both] = elementsOf(filter?.And)
  const prefix = textOf(filter?.Prefix) || textOf(both?.Prefix) || textOf(row.Prefix)
  const [expiration] = elementsOf(row.Expiration)
  const [transition] = elementsOf(row.Transition)
  const [noncurrent] = elementsOf(row.NoncurrentVersionExpiration)
  return {
    prefix,
    rule: {
      id: textOf(row.ID),
      prefix: prefix.startsWith(own) ? prefix.slice(own.length) : '',
      enabled: textOf(row.Status) === 'Enabled',
      ...days('expireAfterDays', expiration?.Days),
      ...days('archiveAfterDays', transition?.Days),
      ...(transition !== undefined && { archiveTier: textOf(transition.StorageClass) }),
      ...days('expireNoncurrentAfterDays', noncurrent?.NoncurrentDays),
    },
  }
}

/** Whether a rule concerns objects below a prefix. */
export function concerns({ prefix }: ServerRule, own: string): boolean {
  return prefix.startsWith(own) || own.startsWith(prefix)
}

/** A rule as the server takes it. @throws `NOT_SUPPORTED` for what it would drop in silence, `INVALID_ARGUMENT` for a rule that does nothing. */
export function ruleDocument(rule: LifecycleRule, own: string): string {
  if (rule.abortUploadsAfterDays !== undefined) throw noAbortRule()
  const { expireAfterDays, archiveAfterDays, archiveTier, expireNoncurrentAfterDays } = rule
  const actions = [
    element('Expiration', element('Days', expireAfterDays)),
    element(
      'Transition',
      element('Days', archiveAfterDays),
      archiveAfterDays === undefined ? '' : element('StorageClass', archiveTier),
    ),
    element('NoncurrentVersionExpiration', element('NoncurrentDays', expireNoncurrentAfterDays)),
  ].join('')
  if (actions === '') throw emptyRule(rule)
  const status = rule.enabled ? 'Enabled' : 'Disabled'
  const filter = `<Filter><Prefix>${escaped(own + rule.prefix)}</Prefix></Filter>`
  return `<Rule><ID>${escaped(rule.id)}</ID><Status>${status}</Status>${filter}${actions}</Rule>`
}

function element(name: string, ...children: readonly (string | number | undefined)[]): string {
  const [first] = children
  if (first === undefined || first === '') return ''
  const inner = children.map((child) =>
    typeof child === 'string' && !child.startsWith('<') ? escaped(child) : child,
  )
  return `<${name}>${inner.join('')}</${name}>`
}

function days<Name extends keyof LifecycleRule>(
  name: Name,
  value: XmlElement[string],
): Partial<Record<Name, number>> {
  const text = textOf(value)
  return text === '' ? {} : ({ [name]: Number(text) } as Partial<Record<Name, number>>)
}

function noAbortRule(): NexusError {
  return new NexusError('NOT_SUPPORTED', 'MinIO has no rule that removes unfinished uploads.', {
    hint: 'Leave abortUploadsAfterDays out: the server removes them after a day by itself; `mc admin config set ALIAS api stale_uploads_expiry=24h` changes that.',
  })
}

function emptyRule({ id }: LifecycleRule): NexusError {
  return new NexusError('INVALID_ARGUMENT', `The rule "${id}" does nothing.`, {
    hint: 'Give expireAfterDays, archiveAfterDays with archiveTier, or expireNoncurrentAfterDays.',
  })
}
