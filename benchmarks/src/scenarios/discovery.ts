/** What it costs to find out which packages a project has installed. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Contestant, interleave } from '../harness/measure.ts'
import { costGoal, type Scenario } from '../harness/scenario.ts'

const CHILD = fileURLToPath(new URL('../children/discover.ts', import.meta.url))
const NODE = 'node -e 0'
const MANY = 'nexus, 300 dependencies'

/** Discovery in a new process, its own loading included, against node that does nothing. */
export const discovery: Scenario = {
  name: 'discovery',
  async run(settings) {
    const flat = join(settings.folder, 'flat')
    const workspace = join(settings.folder, 'workspace/app')
    const empty = join(settings.folder, 'empty')
    makeProject(flat, flat, 300)
    makeProject(workspace, join(settings.folder, 'workspace'), 300)
    mkdirSync(join(workspace, 'node_modules/.bin'), { recursive: true })
    makeProject(empty, empty, 0)
    const contestants = [
      bareNode(),
      discover(MANY, flat, 10),
      discover('nexus, 300 dependencies of a workspace', workspace, 10),
      discover('nexus, no dependency', empty, 0),
    ]
    const measurements = await interleave(contestants, settings.repeats * 2)
    return [
      {
        title: 'Discovery of installed packages',
        display: 'milliseconds',
        measurements,
        goals: [costGoal('discovery', measurements, MANY, NODE, 0.3)],
        notes: ['Ten of the 300 provide something; a package.json has 1.6 KB.'],
      },
    ]
  },
}

function bareNode(): Contestant {
  return {
    name: NODE,
    async round() {
      const start = performance.now()
      execFileSync(process.execPath, ['-e', '0'])
      return { operations: 1, milliseconds: performance.now() - start }
    },
  }
}

function discover(name: string, folder: string, expected: number): Contestant {
  return {
    name,
    async round() {
      const answer = execFileSync(process.execPath, [CHILD, folder], { encoding: 'utf8' })
      const { milliseconds, found } = JSON.parse(answer) as { milliseconds: number; found: number }
      if (found !== expected) throw new Error(`${found} of ${expected} packages were found`)
      return { operations: 1, milliseconds }
    },
  }
}

/** A project whose dependencies lie below `root`; every thirtieth of them provides a plugin. */
function makeProject(folder: string, root: string, count: number): void {
  const names = Array.from({ length: count }, (_, index) => `dependency-${index}`)
  const dependencies = Object.fromEntries(names.map((name) => [name, '^1.0.0']))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'project', dependencies }))
  for (const [index, name] of names.entries())
    makePackage(join(root, 'node_modules', name), name, index % 30 === 0)
}

function makePackage(folder: string, name: string, isPlugin: boolean): void {
  mkdirSync(join(folder, 'dist'), { recursive: true })
  writeFileSync(join(folder, 'dist/index.js'), 'export default {}')
  const row = { kind: 'plugin', type: name, apiVersion: 1, entry: './dist/index.js', title: name }
  const members = {
    ...{ name, version: '1.0.0', type: 'module', main: './dist/index.js' },
    description: 'x'.repeat(1_400),
    ...(isPlugin && { nexusfs: { manifestVersion: 1, provides: [row] } }),
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(members, null, 2))
}
