/** What a log of a million operations costs each question to it, and an undo. */
import type { Nexus } from '@nexusfs/core'
import { openNexus } from '../adapters/nexus.ts'
import { type Contestant, interleave, named, timed } from '../harness/measure.ts'
import { directoryOf, fileOf, PER_DIRECTORY } from '../harness/population.ts'
import type { Goal, Scenario, Settings, Table } from '../harness/scenario.ts'
import { largeCount } from './list.ts'

const RUN = 'benchmark'
const LIMIT = 50

/** A store whose log has an operation for each file. */
interface Log {
  readonly files: number
  readonly nexus: Nexus
  /** Milliseconds UTC at which operations in the middle of the log were made. */
  readonly middle: number
  /** Ids of operations anywhere in the log. */
  readonly ids: readonly string[]
}

interface Question {
  readonly name: string
  ask(log: Log, index: number): unknown
}

/** Each question to a short and to a long log. */
export const log: Scenario = {
  name: 'log',
  async run(settings) {
    const short = await openLog(settings, settings.quick ? 2_000 : 10_000)
    const long = await openLog(settings, settings.scale ? 10_000_000 : largeCount(settings))
    const count = settings.quick ? 20 : 100
    const tables: Table[] = []
    for (const question of questions) {
      const contestant = (log: Log): Contestant => ({
        name: nameOf(log),
        round: () => timed(count, 1, (index) => question.ask(log, index)),
      })
      const contestants = [contestant(long), contestant(short)]
      tables.push(
        tableOf(question.name, await interleave(contestants, settings.repeats), long, short),
      )
    }
    const undone = [long, short].map((log) => undoContestant(log, count))
    tables.push(tableOf('undo', await interleave(undone, settings.repeats), long, short))
    for (const { nexus } of [long, short]) await nexus.close()
    return tables
  },
}

async function openLog(settings: Settings, files: number): Promise<Log> {
  const { nexusFolder } = await settings.population(files)
  const nexus = await openNexus(nexusFolder)
  const agent = nexus.as({ run: RUN })
  for (let index = 0; index < LIMIT; index++)
    await agent.write(`/shared/bench/runs/${index}`, `run ${index}`)
  const made = async (index: number) =>
    (await nexus.operations.list({ path: fileOf(index) }).toArray()).at(-1)
  const ids: string[] = []
  for (let index = 0; index < 100; index++)
    ids.push((await made(anywhere(files, index)))?.id as string)
  const middle = (await made(files / 2))?.time as number
  return { files, nexus, middle, ids }
}

function anywhere(files: number, index: number): number {
  return (index * 7919) % files
}

const questions: readonly Question[] = [
  {
    name: 'newest 50',
    ask: ({ nexus }) => nexus.operations.list({ limit: LIMIT }).toArray(),
  },
  {
    name: 'by path',
    ask: ({ nexus, files }, index) =>
      nexus.operations.list({ path: fileOf(anywhere(files, index)), limit: LIMIT }).toArray(),
  },
  {
    name: 'by run',
    ask: ({ nexus }) => nexus.operations.list({ run: RUN, limit: LIMIT }).toArray(),
  },
  {
    name: 'by id',
    ask: ({ nexus, ids }, index) => nexus.operations.get(ids[index % ids.length] as string),
  },
  {
    name: 'by time',
    ask: ({ nexus, middle }, index) =>
      nexus.operations
        .list({ since: middle - 1000, until: middle + index, limit: LIMIT })
        .toArray(),
  },
  {
    name: 'under a directory',
    ask: ({ nexus, files }, index) =>
      nexus.operations
        .list({ under: directoryOf((index * 7 + 1) % (files / PER_DIRECTORY)), limit: LIMIT })
        .toArray(),
  },
]

/** Undoes how files came to be, anywhere in the log, and takes that back. */
function undoContestant(log: Log, count: number): Contestant {
  const { nexus, ids } = log
  return {
    name: nameOf(log),
    async round() {
      const undos: string[] = []
      const round = await timed(count, 1, async (index) => {
        const { operationId } = await nexus.undo(ids[index] as string)
        undos.push(operationId as string)
      })
      await nexus.undo(undos)
      return round
    },
  }
}

function nameOf({ files }: Log): string {
  return `nexus, log of ${files.toLocaleString('en-US')}`
}

function tableOf(
  name: string,
  measurements: Awaited<ReturnType<typeof interleave>>,
  long: Log,
  short: Log,
): Table {
  const time = (log: Log): number => named(measurements, nameOf(log)).milliseconds
  const id = `log-${name.replaceAll(/\W+/g, '-')}`
  return {
    title: `Log: ${name}`,
    display: 'milliseconds',
    measurements,
    goals: [independent(id, time(long) / time(short))],
  }
}

function independent(id: string, measured: number): Goal {
  const label = 'against a short log: independent of the length'
  return { id, label, kind: 'ratio', measured, limit: 1.5, direction: 'atMost', unit: 'x' }
}
