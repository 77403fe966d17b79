import { stat } from 'node:fs/promises'
import type { Nexus } from '@nexusfs/core'
import type { ImportOptions, TransferReport } from 'nexusfs'
import { findStat } from '../find-stat.ts'
import type { Location } from './location.ts'

/** A transfer with both sides settled. */
export interface Transfer {
  readonly from: Location
  readonly to: Location
  readonly type: 'file' | 'directory'
}

/** Options of a transfer, and the condition on a single file. */
export interface TransferSettings extends ImportOptions {
  readonly ifMatch?: string | undefined
}

/** Copies what one side has to the other. */
export async function runTransfer(
  nexus: Nexus,
  { from, to, type }: Transfer,
  settings: TransferSettings,
): Promise<TransferReport> {
  const { copyTree, exportFile, exportFolder, importFile, importFolder, copyFile } = await import(
    'nexusfs'
  )
  const { ifMatch, ...options } = settings
  const isFile = type === 'file'
  if (from.side === 'host')
    return isFile
      ? importFile(nexus, from.path, to.path, settings)
      : importFolder(nexus, from.path, to.path, options)
  if (to.side === 'host')
    return isFile
      ? exportFile(nexus, from.path, to.path, options)
      : exportFolder(nexus, from.path, to.path, options)
  return isFile
    ? copyFile(nexus, from.path, to.path, settings)
    : copyTree(nexus, from.path, to.path, options)
}

/** What a location is; nothing where it is absent. */
export async function typeOfLocation(
  nexus: Nexus,
  { side, path }: Location,
  signal: AbortSignal,
): Promise<'file' | 'directory' | undefined> {
  if (side === 'tree') return (await findStat(nexus, path, signal))?.type
  try {
    return (await stat(path)).isDirectory() ? 'directory' : 'file'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
