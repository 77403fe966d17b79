/** Looking at a tree of a million files. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { readdir, stat as statFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openNexus } from '../adapters/nexus.ts'
import { openBareTree } from '../harness/bare-tree.ts'
import { interleave, named, timed } from '../harness/measure.ts'
import { directoryOf, fileOf, nameOf, PER_DIRECTORY } from '../harness/population.ts'
import {
  floorGoal,
  type Population,
  ratioGoal,
  type Scenario,
  type Settings,
} from '../harness/scenario.ts'

/** Files of the large tree. */
export function largeCount(settings: Settings): number {
  return settings.quick ? 50_000 : 1_000_000
}

/** The 1,000 files of a directory with all that a listing tells of each. */
export const list: Scenario = {
  name: 'list',
  async run(settings) {
    const population = await settings.population(largeCount(settings))
    const nexus = await openNexus(population.nexusFolder)
    const bare = openBareTree(population.bareTree)
    const folder = realDirectory(settings.folder)
    const directories = population.files / PER_DIRECTORY
    const options = { recursive: false } as const
    const count = 20
    const at = (index: number, round: number): number =>
      (index * 7 + (round + 1) * 131 + 1) % directories
    const measurements = await interleave(
      [
        {
          name: 'nexus',
          note: 'size, etag, version, type and time of each',
          round: (round) =>
            timed(count, 1, (index) =>
              nexus.list(directoryOf(at(index, round)), options).toArray(),
            ),
          close: () => nexus.close(),
        },
        {
          name: 'fs.promises.readdir',
          note: 'names only',
          round: () => timed(count, 1, () => readdir(folder)),
        },
        {
          name: 'readdir and stat',
          round: () => timed(count, 1, () => readdirWithStat(folder)),
        },
        {
          name: 'bare SQLite rows',
          round: (round) => timed(count, 1, (index) => bare.list(at(index, round))),
          close: async () => bare.close(),
        },
      ],
      settings.repeats,
    )
    return [
      {
        title: `List 1,000 files with metadata among ${population.files.toLocaleString('en-US')}`,
        display: 'milliseconds',
        measurements,
        goals: [
          ratioGoal('list', measurements, 'fs.promises.readdir', 2, 4),
          ...floors(named(measurements, 'nexus').milliseconds, population),
        ],
        notes: [noteOf(population)],
      },
    ]
  },
}

/** One file by its path. */
export const stat: Scenario = {
  name: 'stat',
  async run(settings) {
    const population = await settings.population(largeCount(settings))
    const nexus = await openNexus(population.nexusFolder)
    const bare = openBareTree(population.bareTree)
    const folder = realDirectory(settings.folder)
    const count = settings.quick ? 1000 : 5000
    const at = (index: number, round: number): number =>
      (index * 7919 + (round + 1) * 131) % population.files
    const measurements = await interleave(
      [
        {
          name: 'nexus',
          round: (round) => timed(count, 1, (index) => nexus.stat(fileOf(at(index, round)))),
          close: () => nexus.close(),
        },
        {
          name: 'fs.promises.stat',
          round: (round) =>
            timed(count, 1, (index) => statFile(join(folder, nameOf(at(index, round))))),
        },
        {
          name: 'bare SQLite row',
          round: (round) => timed(count, 1, (index) => bare.find(at(index, round))),
          close: async () => bare.close(),
        },
      ],
      settings.repeats,
    )
    return [
      {
        title: `Stat among ${population.files.toLocaleString('en-US')} files`,
        display: 'rate',
        measurements,
        goals: [ratioGoal('stat', measurements, 'fs.promises.stat', 5, 8)],
      },
    ]
  },
}

function floors(milliseconds: number, population: Population): ReturnType<typeof floorGoal>[] {
  const million = '1,000,000 files in one tenant'
  return [
    floorGoal('floor-list', 'list of 1,000 < 50 ms', milliseconds, 'atMost', 50, 'ms'),
    ...(population.files >= 1_000_000
      ? [floorGoal('floor-million', million, population.files, 'atLeast', 1_000_000, 'files')]
      : []),
  ]
}

function noteOf(population: Population): string {
  const rate = Math.round(population.rate).toLocaleString('en-US')
  return `Filled in batches of 1,000: ${rate} files/s, ${Math.round(population.bytesEach)} bytes of disk each (node, version, content, log).`
}

function realDirectory(folder: string): string {
  const directory = join(folder, 'directory')
  mkdirSync(directory)
  for (let index = 0; index < PER_DIRECTORY; index++) {
    writeFileSync(join(directory, nameOf(index)), 'content')
  }
  return directory
}

async function readdirWithStat(folder: string): Promise<unknown[]> {
  const names = await readdir(folder)
  return Promise.all(names.map((name) => statFile(join(folder, name))))
}
