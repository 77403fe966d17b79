/** How long the command line takes to answer. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Contestant, interleave, named } from '../harness/measure.ts'
import type { Goal, Scenario } from '../harness/scenario.ts'

const COMMAND = fileURLToPath(
  new URL('../../node_modules/@nexusfs/cli/bin/nexus.js', import.meta.url),
)

/** `nexus cat` of a small file against node that does nothing. */
export const start: Scenario = {
  name: 'start',
  async run(settings) {
    const environment = { ...process.env, HOME: settings.folder, NEXUS_DATA_DIR: settings.folder }
    const options = { cwd: settings.folder, env: environment }
    const run = (...args: string[]): void => {
      const result = spawnSync(process.execPath, args, options)
      if (result.status !== 0) throw new Error(`node ${args[0]}: ${result.stderr}`)
    }
    run(COMMAND, 'write', '/workspace/hello.txt', 'hello')
    const contestants: Contestant[] = [
      once('nexus', () => run(COMMAND, 'cat', '/workspace/hello.txt')),
      once('node -e 0', () => run('-e', '0')),
      once('nexus version', () => run(COMMAND, 'version')),
    ]
    const measurements = await interleave(contestants, settings.repeats * 2)
    const ratio =
      named(measurements, 'nexus').milliseconds / named(measurements, 'node -e 0').milliseconds
    return [
      {
        title: 'Start of the command line: nexus cat of a small file',
        display: 'milliseconds',
        measurements,
        goals: [startGoal(ratio)],
      },
    ]
  },
}

function startGoal(measured: number): Goal {
  const label = 'nexus cat against node that does nothing'
  return { id: 'start', label, kind: 'ratio', measured, limit: 2, direction: 'atMost', unit: 'x' }
}

function once(name: string, call: () => void): Contestant {
  return {
    name,
    async round() {
      const begin = performance.now()
      call()
      return { operations: 1, milliseconds: performance.now() - begin }
    },
  }
}
