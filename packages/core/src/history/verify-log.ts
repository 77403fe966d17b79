import { setImmediate as others } from 'node:timers/promises'
import { isNexusError, NexusError } from '../errors/index.ts'
import { throwIfAborted } from '../kit/index.ts'
import type { Hash, MetadataStore, Sequence } from '../spec/index.ts'
import { LogFindings } from './log-findings.ts'
import type { LogExpectation, LogVerification } from './log-problem.ts'
import { LogReader } from './log-reader.ts'
import { nextInChain } from './operation-hashes.ts'
import { horizonOf } from './reach.ts'
import { sealLog } from './seal-log.ts'
import { CHAIN_START, parseBlock, parseHead, type SealBlock } from './seal-records.ts'
import { type FoundBlock, readHead, scanBlocks } from './seal-scan.ts'
import { type Link, type LogCheck, verifyBlock } from './verify-block.ts'

/** Options of {@link verifyLog}. */
export interface VerifyOptions {
  readonly expect?: LogExpectation | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?:
    | ((progress: { readonly done: number; readonly total: number }) => void)
    | undefined
}

/** The chain as far as it was followed. */
interface Chain {
  last: Sequence
  count: number
  head: Hash
}

/** Something that must lie on the chain. */
interface Waypoint {
  readonly count: number
  readonly head: Hash
  /** Whether the chain was at the count, and what it was there. */
  met?: boolean
}

/**
 * Seals what is not sealed yet and compares the log of a space, the states its operations made, and the seals with each
 * other. Reads a block at a time and lets others work between them. Damage is an answer, not an error.
 * @throws `INVALID_ARGUMENT` for an expectation that none can be, `ABORTED`, what the store throws when it cannot be asked.
 */
export async function verifyLog(
  store: MetadataStore,
  space: string,
  { expect, signal, onProgress }: VerifyOptions = {},
): Promise<LogVerification> {
  if (expect !== undefined) checkExpectation(expect)
  const findings = new LogFindings()
  await sealAll(store, space, findings, signal)
  const stored = await readHead(store, space)
  const end = stored && stored !== 'unreadable' ? parseHead(stored.value) : undefined
  const head = end && { count: end.count, head: end.head }
  const waypoints: Waypoint[] = [head, expect].flatMap((one) => (one ? [{ ...one }] : []))
  const reader = new LogReader(store, space)
  const horizon = await horizonOf(store, space)
  const check: LogCheck = { store, space, reader, findings, horizon, lastSeen: undefined }
  const chain: Chain = { last: 0, count: 0, head: CHAIN_START }
  meet(waypoints, 0, CHAIN_START)
  for await (const found of scanBlocks(store, space)) {
    await others()
    throwIfAborted(signal)
    await follow(check, chain, found, waypoints)
    onProgress?.({ done: chain.count, total: Math.max(end?.count ?? 0, chain.count) })
  }
  const problems = findings.problems(chain.count)
  if (chain.count > 0 || stored !== undefined) {
    const isEnd = end !== undefined && waypoints[0]?.met === true
    if (!isEnd) problems.push(sealProblem('The head of the seals is missing or was changed.'))
  }
  const kept = expect && waypoints.at(-1)
  if (kept !== undefined && kept.met !== true) problems.push(unexpected(kept, chain.count))
  return {
    ok: problems.length === 0,
    count: chain.count,
    head: chain.head,
    problems,
  }
}

async function sealAll(
  store: MetadataStore,
  space: string,
  findings: LogFindings,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    while ((await sealLog(store, space, { signal })) === 'lost') throwIfAborted(signal)
    throwIfAborted(signal)
    // A head that was shown must not be lost with the power.
    await store.sync()
  } catch (error) {
    if (!isNexusError(error, 'CORRUPT') && !isNexusError(error, 'INTERNAL')) throw error
    findings.tell(
      Number.MAX_SAFE_INTEGER,
      sealProblem(`What is new cannot be sealed: ${error.message}`),
    )
  }
}

/** Goes on along the chain by one block. */
async function follow(
  check: LogCheck,
  chain: Chain,
  { key, record }: FoundBlock,
  waypoints: readonly Waypoint[],
): Promise<void> {
  const block = record && parseBlock(check.space, record)
  if (block === undefined) return tellSeal(check, chain, `The seal ${key} cannot be read.`)
  const [first, last] = [block.entries[0]?.sequence ?? 0, block.entries.at(-1)?.sequence ?? 0]
  if (first <= chain.last) return tellSeal(check, chain, `The seal ${key} was put in.`)
  if (block.before !== chain.count || block.previous !== chain.head) {
    tellSeal(check, chain, `The seals before ${key} are missing or were changed.`)
    await skip(check, chain, block)
  }
  const links = await verifyBlock(check, block, chain.last)
  const head = links && followBlock(block, links, waypoints)
  if (head !== undefined && head !== block.head)
    tellSeal(check, chain, `The seal ${key} was changed.`)
  chain.last = last
  chain.count = block.before + block.entries.length
  chain.head = block.head
  meet(waypoints, chain.count, chain.head)
}

/** The chain hash after a block, all of whose rows are as they were sealed. */
function followBlock(
  { before, previous }: SealBlock,
  links: readonly Link[],
  waypoints: readonly Waypoint[],
): Hash {
  let head = previous
  for (const [index, { row, effects }] of links.entries()) {
    head = nextInChain(head, row, effects)
    meet(waypoints, before + index + 1, head)
  }
  return head
}

/** Passes rows whose seal cannot be used; that they are there is all that can be said of them. */
async function skip(check: LogCheck, chain: Chain, block: SealBlock): Promise<void> {
  const first = block.entries[0]?.sequence ?? 0
  const { rows } = await check.reader.read([{ ...NO_ENTRY, sequence: first - 1 }], chain.last)
  check.lastSeen = rows.at(-1)?.id ?? check.lastSeen
  chain.last = first - 1
  chain.count = block.before
  chain.head = block.previous
}

const NO_ENTRY = { row: '', effects: '', states: 0 }

function meet(waypoints: readonly Waypoint[], count: number, head: Hash): void {
  for (const waypoint of waypoints)
    if (waypoint.count === count && waypoint.met !== true) waypoint.met = waypoint.head === head
}

function tellSeal({ findings }: LogCheck, { last }: Chain, message: string): void {
  findings.tell(last + 1, sealProblem(message))
}

function sealProblem(message: string) {
  return { kind: 'seal', message } as const
}

function unexpected({ count, met }: Waypoint, found: number) {
  if (count > found)
    return {
      kind: 'truncated',
      message: `The end of the log was cut off together with its seals: ${count} sealed operations were there, ${found} are.`,
    } as const
  return sealProblem(
    met === false
      ? `The log was written anew: after operation number ${count} its chain is not what was kept.`
      : `Whether the log is the one that was kept cannot be said: its seal of operation number ${count} is damaged.`,
  )
}

/** @throws `INVALID_ARGUMENT`. */
function checkExpectation(expect: LogExpectation | null): void {
  const { count = -1, head = '' } = expect ?? {}
  if (Number.isSafeInteger(count) && count >= 0 && /^[0-9a-f]{64}$/.test(head)) return
  throw new NexusError('INVALID_ARGUMENT', 'What the log is compared with is not valid.', {
    hint: 'Give { count, head } as an earlier verification gave them: a number and 64 hex digits.',
  })
}
