/** Large trees to look things up in. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Nexus } from '@nexusfs/core'
import { openNexus } from '../adapters/nexus.ts'
import { createBareTree } from './bare-tree.ts'
import { bytesOnDisk } from './disk.ts'
import type { Population } from './scenario.ts'

/** Files in each directory of a population. */
export const PER_DIRECTORY = 1000

/** The directory of that number. */
export function directoryOf(index: number): string {
  return `/shared/bench/population/d${String(index).padStart(4, '0')}`
}

/** The file of that number, from 0. */
export function fileOf(index: number): string {
  return `${directoryOf(Math.floor(index / PER_DIRECTORY))}/${nameOf(index)}`
}

/** The last segment of {@link fileOf}. */
export function nameOf(index: number): string {
  return `f${String(index % PER_DIRECTORY).padStart(4, '0')}.txt`
}

/** Makes populations below a folder, each once. */
export function createPopulations(
  folder: string,
  progress: (text: string) => void,
): (files: number) => Promise<Population> {
  const made = new Map<number, Promise<Population>>()
  return (files) => {
    const known = made.get(files) ?? createPopulation(join(folder, String(files)), files, progress)
    made.set(files, known)
    return known
  }
}

async function createPopulation(
  folder: string,
  files: number,
  progress: (text: string) => void,
): Promise<Population> {
  const nexusFolder = join(folder, 'nexus')
  mkdirSync(nexusFolder, { recursive: true })
  const nexus = await openNexus(nexusFolder)
  const start = performance.now()
  await populate(nexus, files, progress)
  const rate = (files / (performance.now() - start)) * 1000
  await nexus.close()
  const bareTree = join(folder, 'bare-tree.db')
  createBareTree(bareTree, files).close()
  return { files, nexusFolder, bareTree, rate, bytesEach: bytesOnDisk(nexusFolder) / files }
}

/**
 * Fills a tree through the public API, in batches of one directory each: every file is a node with
 * a version, a content of a few bytes of its own and a row of the log, so what grows is metadata.
 */
async function populate(
  nexus: Nexus,
  files: number,
  progress: (text: string) => void,
): Promise<void> {
  for (let from = 0; from < files; from += PER_DIRECTORY) {
    const length = Math.min(PER_DIRECTORY, files - from)
    await nexus.writeBatch(
      Array.from({ length }, (_, index) => ({
        path: fileOf(from + index),
        content: `content ${from + index}`,
      })),
    )
    if ((from / PER_DIRECTORY) % 50 === 0) progress(`${from.toLocaleString('en-US')} files`)
  }
}
