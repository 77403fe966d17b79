import { statfs } from 'node:fs/promises'
import { NexusError } from '@nexusfs/core'

/** Bytes that a file takes besides its content: its last block, and its part of folders. */
const EACH_FILE = 4096

/** @throws `NO_SPACE` when the disk of a folder has no room for files of that many bytes. */
export async function requireSpace(folder: string, files: number, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const needed = bytes + files * EACH_FILE
  const free = bavail * bsize
  if (free >= needed) return
  throw new NexusError(
    'NO_SPACE',
    `The disk of ${folder} has ${free} bytes free; about ${needed} are needed.`,
    { hint: 'Free space there, or choose another disk.' },
  )
}
