import { constants } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { type Nexus, NexusError, parsePath } from '@nexusfs/core'
import { isEqualToHost } from './compare.ts'
import { countHostFiles } from './count.ts'
import { hostError } from './host-error.ts'
import { HostFolder } from './host-folder.ts'
import { ImportWalk } from './import-walk.ts'
import { attributesOf, ImportWriter } from './import-writer.ts'
import { protectedFolders } from './protected-folders.ts'
import { TransferJob } from './transfer-job.ts'
import { findStat } from './tree-folder.ts'
import type { ImportOptions, TransferReport } from './types.ts'

/**
 * Copies what is in a host folder into a directory of the tree. What is equal already is skipped, so a stopped
 * import goes on where it was. Keeps the time and the mode bits of each file.
 * @throws `NOT_FOUND`, `NOT_A_DIRECTORY` and what concerns the whole transfer; single files are in the report.
 */
export async function importFolder(
  nx: Nexus,
  hostFolder: string,
  treePath: string,
  options: ImportOptions = {},
): Promise<TransferReport> {
  const job = new TransferJob(options)
  const target = parsePath(treePath).text
  const root = await HostFolder.open(resolve(hostFolder)).catch((error: unknown) => {
    throw hostError(error, hostFolder)
  })
  try {
    if ((await findStat(nx, target, options.signal))?.type === 'file')
      throw new NexusError('NOT_A_DIRECTORY', `Cannot copy a folder to ${target}: it is a file.`, {
        path: target,
      })
    const guard = await protectedFolders(nx, options.exclude)
    const realRoot = await root.realPath()
    if (options.onProgress) job.total = await countHostFiles(realRoot, job, guard.paths)
    const walk = new ImportWalk({ nx, job, guard, realRoot })
    await walk.run(root, target)
  } finally {
    await root.close()
  }
  return job.report()
}

/** Options of {@link importFile}. */
export interface ImportFileOptions extends ImportOptions {
  /** The etag that the file in the tree must have. */
  readonly ifMatch?: string | undefined
}

/**
 * Copies one host file into the tree, unless it is equal already.
 * @throws `NOT_FOUND`, `IS_A_DIRECTORY`, and what a write throws.
 */
export async function importFile(
  nx: Nexus,
  hostFile: string,
  treePath: string,
  options: ImportFileOptions = {},
): Promise<TransferReport> {
  const job = new TransferJob(options)
  const target = parsePath(treePath).text
  const stats = await stat(hostFile).catch((error: unknown) => {
    throw hostError(error, hostFile)
  })
  if (stats.isDirectory())
    throw new NexusError('IS_A_DIRECTORY', `Host path ${JSON.stringify(hostFile)} is a folder.`, {
      hint: 'Folders are copied with "nexus cp -r" or importFolder().',
    })
  const present = await findStat(nx, target, options.signal)
  if (present?.type === 'directory') throw directoryInTheWay(target)
  const openFile = () => open(hostFile, constants.O_RDONLY | constants.O_NONBLOCK)
  job.total = 1
  if (present && (await isEqualToHost(nx, job.options, { stats, entry: present, openFile }))) {
    job.markEqual(target)
  } else {
    const exists = present !== undefined
    const file = { ...attributesOf(stats), shown: basename(hostFile), target, exists, openFile }
    await new ImportWriter(nx, job).writeOne(file, options.ifMatch)
  }
  return job.report()
}

function directoryInTheWay(path: string): NexusError {
  return new NexusError('IS_A_DIRECTORY', `Cannot write ${path}: it is a directory.`, { path })
}
