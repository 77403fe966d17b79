/** What it costs to find out which packages a project has installed. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Contestant, interleave } from '../harness/measure.ts'
import { costGoal, type Scenario } from '../harness/scenario.ts'

const CHILD = fileURLToPath(new URL('../children/discover.ts', import.meta.url))
const NODE = 'node -e 0'
/** How many of the dependencies are packages for Nexus. */
const PROVIDING = 5
const MANY = 'nexus, 300 dependencies'

/** Discovery in a new process that has done no more than read its configuration, against node that does nothing. */
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
      discover(MANY, flat, 'list'),
      discover('nexus, 300 dependencies of a workspace', workspace, 'list'),
      discover('nexus, 300 dependencies, one type found', flat, 'find'),
      discover('nexus, no dependency', empty, 'list'),
    ]
    const measurements = await interleave(contestants, settings.repeats * 2)
    return [
      {
        title: 'Discovery of installed packages',
        display: 'milliseconds',
        measurements,
        goals: [costGoal('discovery', measurements, MANY, NODE, 0.3)],
        notes: [
          `${PROVIDING} of the 300 provide something; a package.json has 1.6 KB. The configuration had been read before.`,
        ],
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

interface Answer {
  readonly milliseconds: Readonly<Record<'find' | 'list', number>>
  readonly listed: number
}

/** @param task - To find the package for one type, or to list everything. */
function discover(name: string, folder: string, task: 'find' | 'list'): Contestant {
  const isEmpty = folder.endsWith('empty')
  return {
    name,
    async round() {
      const args = [CHILD, folder, isEmpty ? '' : nameOf(0)]
      const answer = execFileSync(process.execPath, args, { encoding: 'utf8' })
      const { milliseconds, listed } = JSON.parse(answer) as Answer
      const expected = isEmpty ? 0 : PROVIDING
      if (listed !== expected) throw new Error(`${listed} of ${expected} packages were found`)
      return { operations: 1, milliseconds: milliseconds[task] }
    },
  }
}

function nameOf(index: number): string {
  return `dependency-${index}`
}

/** A project whose dependencies lie below `root`; some of them provide plugins. */
function makeProject(folder: string, root: string, count: number): void {
  const names = Array.from({ length: count }, (_, index) => nameOf(index))
  const dependencies = Object.fromEntries(names.map((name) => [name, '^1.0.0']))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'project', dependencies }))
  for (const [index, name] of names.entries())
    makePackage(join(root, 'node_modules', name), name, index < PROVIDING)
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
