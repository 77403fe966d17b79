import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  statfsSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { NexusError } from '@nexusfs/core'
import { networkFilesystem } from './network-filesystem.ts'

/** Options of {@link prepareDataFolder}. */
export interface DataFolderOptions {
  /** Whether the folder may lie on a network filesystem. Default false. */
  readonly allowNetworkFs?: boolean | undefined
  /** The number of the filesystem of a path, as statfs(2) gives it; 0 where it is unknown. */
  readonly filesystemType?: ((path: string) => number) | undefined
}

/**
 * Makes the folder for its owner alone (0700), durably, and sees that it can be used. One that is there stays as it is.
 * @throws `NOT_SUPPORTED` on a network filesystem, `BACKEND_DENIED` without permission, `NO_SPACE`, `CONFIG_INVALID`.
 */
export function prepareDataFolder(path: string, options: DataFolderOptions = {}): void {
  const { allowNetworkFs = false, filesystemType = systemType } = options
  try {
    const present = nearestPresent(path)
    if (!allowNetworkFs) refuseNetwork(path, networkFilesystem(filesystemType(present)))
    makeFolders(present, path)
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw translate(path, error)
  }
}

/** The folder itself, or the nearest one above it that is there. */
function nearestPresent(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return nearestPresent(dirname(path))
  if (stats.isDirectory()) return path
  throw new NexusError('CONFIG_INVALID', `Cannot use the data folder: ${path} is not a folder.`, {
    hint: 'Set data_dir to a folder.',
  })
}

function refuseNetwork(path: string, name: string | undefined): void {
  if (name === undefined) return
  throw new NexusError(
    'NOT_SUPPORTED',
    `Cannot use the data folder ${path}: it lies on a network filesystem (${name}), where locks and durability are not to be relied on.`,
    {
      hint: 'Set data_dir to a local disk, or accept the risk with allowNetworkFs (allow_network_fs: true).',
    },
  )
}

function systemType(path: string): number {
  return process.platform === 'linux' ? statfsSync(path).type : 0
}

/** Makes what is missing below a folder that is there; each new entry survives a power cut. */
function makeFolders(present: string, path: string): void {
  // Not `recursive`: with that Node never comes back from a folder that takes no entries, such as /proc.
  const missing: string[] = []
  for (let folder = path; folder !== present; folder = dirname(folder)) missing.unshift(folder)
  for (const folder of missing) {
    try {
      mkdirSync(folder, { mode: 0o700 })
    } catch (error) {
      // Another process made it in between.
      if (codeOf(error) !== 'EEXIST') throw error
    }
    syncFolder(dirname(folder))
  }
}

function syncFolder(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
}

function translate(path: string, error: unknown): unknown {
  const code = codeOf(error)
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return new NexusError(
        'BACKEND_DENIED',
        `Cannot use the data folder ${path}: permission denied.`,
        {
          cause: error,
          hint: 'Give this user the right to read and write it, or set data_dir to another folder.',
        },
      )
    case 'EROFS':
    case 'ENOENT':
      return new NexusError(
        'BACKEND_DENIED',
        `Cannot use the data folder ${path}: its disk takes no new folder (${code}).`,
        {
          cause: error,
          hint: 'Set data_dir to a folder that can be written.',
        },
      )
    case 'ENOSPC':
    case 'EDQUOT':
      return new NexusError('NO_SPACE', `Cannot make the data folder ${path}: its disk is full.`, {
        cause: error,
        hint: 'Free space there, or set data_dir to another disk.',
      })
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
    case 'ELOOP':
    case 'EEXIST':
      return new NexusError(
        'CONFIG_INVALID',
        `Cannot use the data folder ${path}: the path is no folder (${code}).`,
        {
          cause: error,
          hint: 'Set data_dir to a folder.',
        },
      )
    default:
      return error
  }
}
