import { mkdir, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { type Nexus, NexusError, parsePath } from '@nexusfs/core'
import { ExportWalk } from './export-walk.ts'
import { hostError, isAbsent } from './host-error.ts'
import { HostFolder } from './host-folder.ts'
import { isInside, protectedFolders } from './protected-folders.ts'
import { TransferJob } from './transfer-job.ts'
import type { TransferOptions, TransferReport } from './types.ts'

/**
 * Copies what is in a directory of the tree into a host folder, which is made if need be. What is equal already is
 * skipped; a file appears only when it is complete; nothing is written outside the folder, symbolic links in it are
 * not followed. Writes time and permissions back.
 * @throws `NOT_FOUND`, `NOT_A_DIRECTORY` and what concerns the whole transfer; single files are in the report.
 */
export async function exportFolder(
  nx: Nexus,
  treePath: string,
  hostFolder: string,
  options: TransferOptions = {},
): Promise<TransferReport> {
  const source = parsePath(treePath).text
  const job = new TransferJob(options)
  if ((await nx.stat(source, { signal: options.signal })).type === 'file')
    throw new NexusError('NOT_A_DIRECTORY', `Cannot copy ${source} as a folder: it is a file.`, {
      path: source,
    })
  try {
    const walk = await prepare(nx, job, resolve(hostFolder))
    if (options.onProgress) job.total = (await nx.content.usage(source, options)).files
    const folder = await openTarget(resolve(hostFolder), job)
    try {
      await walk.run(source, folder)
    } finally {
      await folder?.close()
    }
  } catch (error) {
    throw hostError(error, hostFolder)
  }
  return job.report()
}

/**
 * Copies one file of the tree to a host file, unless it is equal already; the folder above must exist.
 * @throws `NOT_FOUND`, `IS_A_DIRECTORY`.
 */
export async function exportFile(
  nx: Nexus,
  treePath: string,
  hostFile: string,
  options: TransferOptions = {},
): Promise<TransferReport> {
  const job = new TransferJob(options)
  const entry = await nx.stat(parsePath(treePath).text, { signal: options.signal })
  if (entry.type === 'directory')
    throw new NexusError(
      'IS_A_DIRECTORY',
      `Cannot copy ${entry.path} as a file: it is a directory.`,
      {
        path: entry.path,
        hint: 'Directories are copied with "nexus cp -r" or exportFolder().',
      },
    )
  try {
    const target = resolve(hostFile)
    const walk = await prepare(nx, job, dirname(target))
    job.total = 1
    const folder = await HostFolder.open(dirname(target))
    try {
      await walk.runOne(entry, folder, basename(target))
    } finally {
      await folder.close()
    }
  } catch (error) {
    throw hostError(error, hostFile)
  }
  return job.report()
}

async function prepare(nx: Nexus, job: TransferJob, target: string): Promise<ExportWalk> {
  const guard = await protectedFolders(nx)
  const real = await realPathOfNearest(target)
  if (guard.paths.some((path) => isInside(real, path)))
    throw new NexusError(
      'INVALID_ARGUMENT',
      `Cannot copy into ${target}: Nexus keeps its own data there.`,
      {
        hint: 'Choose a folder outside the data folder.',
      },
    )
  return new ExportWalk({ nx, job, guard })
}

async function openTarget(target: string, job: TransferJob): Promise<HostFolder | undefined> {
  if (job.options.dryRun !== true) await mkdir(target, { recursive: true })
  try {
    return await HostFolder.open(target)
  } catch (error) {
    if (job.options.dryRun === true && isAbsent(error)) return undefined
    throw error
  }
}

/** The real path of a folder that need not exist yet. */
async function realPathOfNearest(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (!isAbsent(error) || dirname(path) === path) throw error
    return join(await realPathOfNearest(dirname(path)), basename(path))
  }
}
