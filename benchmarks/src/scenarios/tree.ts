/** Large trees in one step: copy, fork, restore. */
import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Nexus } from '@nexusfs/core'
import { openNexus } from '../adapters/nexus.ts'
import { type BareNodes, createBareNodes } from '../harness/bare-nodes.ts'
import { distinctBytes } from '../harness/bytes.ts'
import { bytesOnDisk } from '../harness/disk.ts'
import { type Meanwhile, readMeanwhile } from '../harness/meanwhile.ts'
import { type Contestant, interleave, median, timed } from '../harness/measure.ts'
import {
  floorGoal,
  type Goal,
  ratioGoal,
  type Scenario,
  type Settings,
} from '../harness/scenario.ts'

const ROOT = '/shared/bench'
const SOURCE = `${ROOT}/population`
const RESTORED = `${ROOT}/restored`
const BARE = 'bare INSERT … SELECT'
/** Files whose content is an object of its own. */
const OBJECTS = 20
const OBJECT_SIZE = 128 * 1024

/** Files of the tree. */
export function treeCount(settings: Pick<Settings, 'quick'>): number {
  return settings.quick ? 10_000 : 100_000
}

/** Each against one bare statement that makes as many rows of nodes; and what the process does meanwhile. */
export const tree: Scenario = {
  name: 'tree',
  async run(settings) {
    const files = treeCount(settings)
    const { nexusFolder } = await settings.population(files)
    const folder = join(settings.folder, 'nexus')
    cpSync(nexusFolder, folder, { recursive: true })
    const bare = createBareNodes(join(settings.folder, 'bare.db'), join(folder, 'metadata.db'))
    const nexus = await openNexus(folder, { cacheSizeMb: 0 })
    await addObjects(nexus)
    const objects = join(folder, 'content')
    const before = amountIn(objects)
    const watched = await contestantsOf(nexus, files)
    const measurements = await interleave(
      [...watched.map(({ contestant }) => contestant), bareCopy(bare)],
      settings.repeats,
    )
    const after = amountIn(objects)
    await nexus.close()
    return [
      {
        title: `${files.toLocaleString('en-US')} files in one step`,
        display: 'rate',
        measurements,
        goals: [
          ...watched.map(({ contestant: { name } }) =>
            ratioGoal(`tree-${name}`, measurements, BARE, 0.4, undefined, name),
          ),
          ...watched.flatMap(answers),
          unmoved('objects', after.objects - before.objects),
          unmoved('bytes', after.bytes - before.bytes),
        ],
        notes: [
          'Files a second. The bare table has the columns and indexes of nodes, and no more.',
        ],
      },
    ]
  },
}

async function addObjects(nexus: Nexus): Promise<void> {
  const next = distinctBytes(OBJECT_SIZE)
  for (let index = 0; index < OBJECTS; index++)
    await nexus.write(`${SOURCE}/objects/${index}`, next())
}

/** A contestant with what the process did meanwhile, for each repeat. */
interface Watched {
  readonly contestant: Contestant
  readonly meanwhile: readonly Meanwhile[]
}

async function contestantsOf(nexus: Nexus, files: number): Promise<readonly Watched[]> {
  const at = (await nexus.copy(SOURCE, RESTORED)).operationId
  return [
    watch(nexus, files, 'copy', (round) => nexus.copy(SOURCE, `${ROOT}/copies/${round}`)),
    watch(nexus, files, 'fork', (round) => nexus.snapshots.fork(SOURCE, `${ROOT}/forks/${round}`)),
    watch(
      nexus,
      files,
      'restore',
      () => nexus.restore(RESTORED, { at }),
      () => nexus.rmdir(RESTORED, { recursive: true }),
    ),
  ]
}

function watch(
  nexus: Nexus,
  files: number,
  name: string,
  work: (round: number) => Promise<unknown>,
  prepare?: () => Promise<unknown>,
): Watched {
  const meanwhile: Meanwhile[] = []
  const read = () => nexus.read(`${SOURCE}/d0000/f0000.txt`)
  const contestant: Contestant = {
    name,
    async round(round) {
      await prepare?.()
      const { milliseconds } = await timed(1, 1, async () => {
        meanwhile.push(await readMeanwhile(() => work(round), read))
      })
      return { operations: files, milliseconds }
    },
  }
  return { contestant, meanwhile }
}

function bareCopy(bare: BareNodes): Contestant {
  return {
    name: BARE,
    async round() {
      const start = performance.now()
      const operations = bare.copy()
      return { operations, milliseconds: performance.now() - start }
    },
    close: async () => bare.close(),
  }
}

function answers({ contestant: { name }, meanwhile }: Watched): Goal[] {
  const loop = median(meanwhile.map(({ loop }) => loop))
  const read = median(meanwhile.map(({ read }) => read))
  return [
    floorGoal(`tree-loop-${name}`, `${name}: event loop held`, loop, 'atMost', 50, 'ms'),
    floorGoal(`tree-read-${name}`, `${name}: a read meanwhile`, read, 'atMost', 50, 'ms'),
  ]
}

function unmoved(unit: string, measured: number): Goal {
  const label = `${unit} that the folder of content gained`
  return floorGoal(`tree-moved-${unit}`, label, measured, 'atMost', 0, unit)
}

function amountIn(folder: string): { readonly objects: number; readonly bytes: number } {
  const objects = readdirSync(folder, { recursive: true, withFileTypes: true })
  return { objects: objects.filter((entry) => entry.isFile()).length, bytes: bytesOnDisk(folder) }
}
