import {
  type ContentProblem,
  checkContent,
  checkOrphans,
  countCycle,
  findCycle,
  highestTold,
} from '../content/index.ts'
import { verifyLog } from '../history/index.ts'
import type { ContentReference } from '../spec/index.ts'
import { affectedPaths } from './affected-paths.ts'
import type { CollectorParts } from './collector-parts.ts'
import { knownSpaces } from './known-spaces.ts'
import type { FsckOptions, FsckProblem, FsckReport } from './types.ts'

/** Problems of one report. */
const PROBLEMS = 10_000

/** What a check found so far. */
class Findings {
  readonly problems: (FsckProblem & { readonly content?: ContentReference | undefined })[] = []
  truncated = false
  hasLoss = false

  add(problem: FsckProblem | ContentProblem): void {
    this.hasLoss ||= problem.loss
    if (this.problems.length < PROBLEMS) this.problems.push(problem)
    else this.truncated = true
  }
}

/**
 * Compares the store with its backends, and both with themselves. Others may go on meanwhile: what is let go or written
 * while it runs is no problem. When nothing is lost, or everything was repaired that can be, a store that was restored
 * from an older copy may collect again.
 * @throws what store and backends throw when they cannot be asked, `ABORTED`.
 */
export async function checkAll(parts: CollectorParts, options: FsckOptions): Promise<FsckReport> {
  const { store, content, mounts } = parts
  const { deep = false, repair = false, signal, onProgress } = options
  mounts.enter(await knownSpaces(store))
  const findings = new Findings()
  const count = { contents: 0, objects: 0, bytes: 0 }
  const progress = () => onProgress?.({ done: count.contents + count.objects })
  for await (const { bytes, problem } of checkContent(content, { deep, repair, signal })) {
    count.contents += 1
    count.bytes += bytes
    if (problem !== undefined) findings.add(problem)
    progress()
  }
  const writable = mounts.writableBackends()
  for await (const { problem } of checkOrphans(content, { repair, writable, signal })) {
    count.objects += 1
    if (problem !== undefined) findings.add(problem)
    progress()
  }
  for (const message of await store.inspect({ signal }))
    findings.add({ kind: 'store', message, loss: true })
  await checkLogs(parts, findings, signal)
  await checkMarkers(parts, findings, repair)
  const problems = await withPaths(parts, findings)
  return { ok: !findings.hasLoss, ...count, problems, truncated: findings.truncated }
}

async function checkLogs(
  { store }: CollectorParts,
  findings: Findings,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const space of await knownSpaces(store)) {
    const { problems } = await verifyLog(store, space, { signal })
    for (const { message } of problems) findings.add({ kind: 'log', message, loss: true })
  }
}

/** An older copy of the store is taken for the true one from now on, once it is known what that costs. */
async function checkMarkers(
  { store, content, clock }: CollectorParts,
  findings: Findings,
  repair: boolean,
): Promise<void> {
  const cycle = await findCycle(store)
  const told = await highestTold(content, content.configured())
  if (told <= cycle.number) return
  const isSettled = repair || !findings.hasLoss
  if (isSettled) await countCycle(store, { number: told, time: Math.max(cycle.time, clock.now()) })
  findings.add({
    kind: 'marker',
    message: `The store was restored from an older copy: a backend was told of garbage collection ${told}, and the store knew of ${cycle.number}.`,
    repaired: isSettled,
    loss: false,
  })
}

async function withPaths(
  { store }: CollectorParts,
  { problems }: Findings,
): Promise<readonly FsckProblem[]> {
  const contents = new Set(problems.flatMap(({ content }) => content ?? []))
  if (contents.size === 0) return problems
  const paths = await affectedPaths(store, await knownSpaces(store), contents)
  return problems.map(({ content, ...problem }) =>
    content === undefined ? problem : { ...problem, paths: paths.get(content) ?? [] },
  )
}
