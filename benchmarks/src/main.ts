/** Runs the scenarios and prints them side by side. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { gaps } from './gaps.ts'
import { formatNumber, formatTable } from './harness/format.ts'
import { describeMachine, isInMemory } from './harness/machine.ts'
import { formatResults } from './harness/markdown.ts'
import { createPopulations } from './harness/population.ts'
import { isMet, type Scenario, type Settings, type Table } from './harness/scenario.ts'
import { type Options, parseOptions, USAGE } from './options.ts'
import { scenarios } from './scenarios/index.ts'

const RESULTS = fileURLToPath(new URL('../RESULTS.md', import.meta.url))

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  let options: Options
  let chosen: readonly Scenario[]
  try {
    options = parseOptions(args)
    chosen = choose(options.only)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`)
    return 2
  }
  if (options.help) {
    process.stdout.write(`${USAGE}\n\nScenarios: ${scenarios.map(({ name }) => name).join(' ')}\n`)
    return 0
  }
  return run(options, chosen)
}

function choose(only: readonly string[]): readonly Scenario[] {
  for (const name of only) {
    if (!scenarios.some((scenario) => scenario.name === name)) {
      const known = scenarios.map((scenario) => scenario.name).join(', ')
      throw new Error(`--only ${name}: there is no such scenario. There are: ${known}.`)
    }
  }
  return scenarios.filter((scenario) => only.length === 0 || only.includes(scenario.name))
}

async function run(options: Options, chosen: readonly Scenario[]): Promise<number> {
  const folder = mkdtempSync(join(options.directory ?? tmpdir(), 'nexus-benchmarks-'))
  try {
    if (isInMemory(folder)) {
      process.stderr.write(
        `${folder} lies in memory, where durability costs nothing. Give a folder on a disk with --directory.\n`,
      )
      return 2
    }
    const machine = describeMachine(folder)
    process.stdout.write(
      `Node ${machine.node}, ${machine.processor}, ${machine.cores} cores, ${machine.memory} GiB, fdatasync ${machine.syncMilliseconds.toFixed(3)} ms\n`,
    )
    const { tables, failed } = await runAll(options, chosen, folder)
    summarize(tables)
    if (options.write) {
      const results = { machine, date: new Date(), repeats: options.repeats, tables, gaps }
      writeFileSync(RESULTS, formatResults(results))
    }
    return failed ? 1 : 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runAll(
  options: Options,
  chosen: readonly Scenario[],
  folder: string,
): Promise<{ tables: Table[]; failed: boolean }> {
  const progress = (text: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`)
  }
  const population = createPopulations(join(folder, 'populations'), progress)
  const tables: Table[] = []
  let failed = false
  for (const scenario of chosen) {
    progress(scenario.name)
    const own = join(folder, scenario.name)
    mkdirSync(own)
    const settings: Settings = { ...options, folder: own, population }
    try {
      const made = await scenario.run(settings)
      progress('')
      for (const table of made) process.stdout.write(`\n${formatTable(table)}\n`)
      tables.push(...made)
    } catch (error) {
      failed = true
      process.stderr.write(`\n${scenario.name} failed: ${inspect(error)}\n`)
    }
    rmSync(own, { recursive: true, force: true })
  }
  return { tables, failed }
}

function summarize(tables: readonly Table[]): void {
  const goals = tables.flatMap((table) => table.goals.map((goal) => ({ table, goal })))
  const missed = goals.filter(({ goal }) => !isMet(goal))
  process.stdout.write(`\n${goals.length - missed.length} of ${goals.length} goals met\n`)
  for (const { table, goal } of missed) {
    process.stdout.write(
      `  missed: ${table.title}: ${goal.label}: ${formatNumber(goal.measured)} ${goal.unit}, goal ${goal.limit}\n`,
    )
  }
}
