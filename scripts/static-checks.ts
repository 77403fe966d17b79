/** Runs every check that needs no test: two at a time, all of them, whatever fails. */
import { run } from './run.ts'

const checks: Readonly<Record<string, readonly [string, ...string[]]>> = {
  types: ['tsc', '-p', 'tsconfig.json'],
  packed: ['node', 'scripts/packed.ts'],
  api: ['node', 'scripts/api.ts', '--check'],
  reference: ['node', 'scripts/reference.ts', '--check'],
  lint: ['biome', 'check', '.'],
  unused: ['knip'],
  changes: ['node', 'scripts/changes.ts'],
}

const waiting = Object.entries(checks)
await Promise.all([worker(), worker()])

async function worker(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [name, [command, ...args]] = next
    const { ok, output, milliseconds } = await run(command, args)
    console.log(`${ok ? 'ok' : 'FAILED'}  ${name}  ${(milliseconds / 1000).toFixed(1)} s`)
    if (ok) continue
    console.log(output.trimEnd())
    process.exitCode = 1
  }
}
