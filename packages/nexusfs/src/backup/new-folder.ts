import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { NexusError } from '@nexusfs/core'
import { removeLeftOvers, temporaryName } from '@nexusfs/core/kit'
import { hostError, isAbsent } from '../transfer/host-error.ts'
import { syncFolder } from './folder-writer.ts'

/** What is done with a folder of that name that is empty: `refuse`, or `replace`. */
type EmptyFolder = 'refuse' | 'replace'

/**
 * Fills a folder under a temporary name, and gives it its own only when it is complete and durable. What fails leaves
 * nothing; what a killed process left of the same folder is removed.
 * @throws `ALREADY_EXISTS` when something is there, `NOT_FOUND` without the folder above, `NO_SPACE`, what `fill` throws.
 */
export async function makeFolder<Result>(
  path: string,
  empty: EmptyFolder,
  fill: (folder: string) => Promise<Result>,
): Promise<Result> {
  const target = resolve(path)
  const kind = { prefix: `${basename(target)}.`, suffix: '.partial' }
  const partial = join(dirname(target), temporaryName(kind))
  await removeLeftOvers(dirname(target), kind)
  try {
    await requireFree(target, empty)
    await mkdir(partial, { mode: 0o700 })
    const result = await fill(partial)
    await requireFree(target, empty)
    // Renaming onto an empty folder is not possible everywhere.
    if (empty === 'replace') await rmdir(target).catch(ignoreAbsence)
    await rename(partial, target)
    await syncFolder(dirname(target))
    return result
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    throw hostError(error, target)
  }
}

async function requireFree(target: string, empty: EmptyFolder): Promise<void> {
  const stats = await stat(target).catch(ignoreAbsence)
  if (stats === undefined) return
  if (empty === 'replace' && stats.isDirectory() && (await readdir(target)).length === 0) return
  throw new NexusError('ALREADY_EXISTS', `There is something at ${target} already.`, {
    hint: 'Give the name of a new folder.',
  })
}

function ignoreAbsence(error: unknown): undefined {
  if (!isAbsent(error)) throw error
  return undefined
}
