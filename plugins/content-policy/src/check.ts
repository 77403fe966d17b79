import { claimedTypes, isOneOf } from './media-types.ts'
import type { Rule } from './policy.ts'
import { findSecret } from './scan.ts'

/** A file as it is to be. */
export interface Candidate {
  readonly path: string
  readonly contentType?: string | undefined
  /** Bytes. */
  readonly size: number
  /** The content. */
  open(): AsyncIterable<Uint8Array>
  /** Whether `open` gives only the end of it, in which lines cannot be told. */
  readonly isPartial?: boolean | undefined
}

/** Why a file may not be there, or `undefined`; the first reason of the first rule. Never quotes content. */
export async function refusalOf(
  rules: readonly Rule[],
  candidate: Candidate,
): Promise<string | undefined> {
  for (const rule of rules) {
    const reason =
      nameRefusal(rule, candidate.path, candidate.contentType) ??
      sizeRefusal(rule, candidate) ??
      (await secretRefusal(rule, candidate))
    if (reason !== undefined) return reason
  }
  return undefined
}

/** What its path and its media type say against it. */
export function nameRefusal(
  rule: Rule,
  path: string,
  contentType: string | undefined,
): string | undefined {
  if (rule.forbids(path)) return `${rule.label} allows nothing there`
  if (!rule.holdsFor(path)) return undefined
  const types = claimedTypes(path, contentType)
  const refused = types.find((type) => isOneOf(type, rule.refuse))
  if (refused !== undefined) return `${rule.label} refuses the media type ${refused}`
  const { types: allowed } = rule
  if (allowed === undefined) return undefined
  const other = types.find((type) => !isOneOf(type, allowed))
  if (other === undefined) return undefined
  return `${rule.label} allows ${allowed.join(', ') || 'no media type'} and not ${other}`
}

function sizeRefusal({ label, size: most, holdsFor }: Rule, candidate: Candidate) {
  if (most === undefined || candidate.size <= most || !holdsFor(candidate.path)) return undefined
  return `${label} allows ${most} bytes and not ${candidate.size}`
}

async function secretRefusal({ label, detectors, holdsFor }: Rule, candidate: Candidate) {
  if (detectors.length === 0 || !holdsFor(candidate.path)) return undefined
  const found = await findSecret(candidate.open(), detectors)
  if (found === undefined) return undefined
  const place = candidate.isPartial === true ? 'its end' : `line ${found.line}`
  return `${label} refuses secrets, and ${place} holds what looks like one (${found.name})`
}
