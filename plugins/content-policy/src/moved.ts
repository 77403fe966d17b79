import type { Nexus } from '@nexusfs/core'
import { type Candidate, nameRefusal, refusalOf } from './check.ts'
import type { Policy, Rule } from './policy.ts'

/** A copy or a rename. */
export interface Transfer {
  readonly path: string
  readonly target: string
  readonly signal?: AbortSignal | undefined
}

/** A refusal, and of which path. */
export interface Refusal {
  readonly path: string
  readonly reason: string
}

/**
 * Why files may not be at their new paths: what the rules say that did not hold for the old ones, and, where the name
 * itself changes, all that they say of names. Content that passed a rule once need not pass it again.
 */
export async function transferRefusal(
  { rules }: Policy,
  transfer: Transfer,
  nexus: Nexus,
): Promise<Refusal | undefined> {
  const { path: from, target, signal } = transfer
  const stat = await nexus.stat(from, { signal })
  if (stat.type === 'file') return refusalAt(rules, { ...stat, path: from }, target, nexus)
  const forbidding = rules.find((rule) => rule.forbids(target))
  if (forbidding !== undefined)
    return { path: target, reason: `${forbidding.label} allows nothing there` }
  if (!rules.some(({ isEverywhere }) => !isEverywhere)) return undefined
  for await (const entry of nexus.list(from, { signal })) {
    const to = `${target}${entry.path.slice(from.length)}`
    const refusal = await refusalAt(rules, entry, to, nexus)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

interface File {
  readonly path: string
  readonly size: number
  readonly contentType?: string | undefined
}

async function refusalAt(
  rules: readonly Rule[],
  { path: from, size, contentType }: File,
  path: string,
  nexus: Nexus,
): Promise<Refusal | undefined> {
  const open = () => nexus.readStream(from)
  const fresh = rules.filter((rule) => !rule.holdsFor(from))
  const candidate: Candidate = { path, size, contentType, open }
  const reason = (await refusalOf(fresh, candidate)) ?? renamedRefusal(rules, from, candidate)
  return reason === undefined ? undefined : { path, reason }
}

function renamedRefusal(
  rules: readonly Rule[],
  from: string,
  { path, contentType }: Candidate,
): string | undefined {
  if (nameOf(from) === nameOf(path)) return undefined
  for (const rule of rules) {
    const reason = nameRefusal(rule, path, contentType)
    if (reason !== undefined) return reason
  }
  return undefined
}

function nameOf(path: string): string | undefined {
  return path.split('/').at(-1)
}
