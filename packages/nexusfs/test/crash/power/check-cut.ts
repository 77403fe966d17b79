import { checkDatabase, checkLane } from '../check-folder.ts'
import { openEmbedded } from '../embedded.ts'
import type { WriterPlan } from '../plan.ts'

/** A data folder after a power cut. */
export interface CutCheck {
  /** With the data folder where it is mounted now. */
  readonly writer: WriterPlan
  /** For each lane the number of calls that had been acknowledged when the power went. */
  readonly acknowledged: readonly number[]
}

/** Leases of the process that lost its power are over then, and nothing is too young to be collected. */
const AHEAD = 2 * 24 * 60 * 60 * 1000

/** What is wrong with it: nothing, when all is as promised. */
export async function problemsAfter({ writer, acknowledged }: CutCheck): Promise<string[]> {
  const problems: string[] = []
  const settings = { past: writer.past, gc: 'manual', ahead: AHEAD } as const
  const nexus = await openEmbedded(writer.folder, writer.inlineMaxBytes, undefined, settings)
  try {
    const check = async (when: string): Promise<void> => {
      for (let lane = 0; lane < writer.lanes; lane++)
        problems.push(...(await checkLane(nexus, writer, lane, acknowledged[lane] ?? 0)))
      const { problems: found } = await nexus.content.fsck({ deep: true })
      for (const problem of found) problems.push(`fsck ${when}: ${problem.message}`)
      const log = await nexus.operations.verify()
      for (const problem of log.problems) problems.push(`log ${when}: ${problem.message}`)
    }
    await check('at once')
    await nexus.content.gc({ apply: true })
    await nexus.write(`${writer.root}/after`, 'still writable')
    await check('after collecting')
  } catch (error) {
    problems.push(error instanceof Error ? `${error.stack}` : String(error))
  } finally {
    await nexus.close()
  }
  // Not before: two libraries of SQLite in one process do not see each other's locks.
  problems.push(...checkDatabase(writer.folder))
  return problems
}
