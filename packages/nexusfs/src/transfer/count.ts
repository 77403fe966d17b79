import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { TransferJob } from './transfer-job.ts'

/**
 * Counts the regular files below a host folder, by names alone; `left` names the folders that are left out, as paths
 * like `folder`. What cannot be read counts as nothing.
 */
export async function countHostFiles(
  folder: string,
  job: TransferJob,
  left: readonly string[] = [],
): Promise<number> {
  if (left.includes(folder)) return 0
  job.checkSignal()
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  let files = 0
  for (const entry of entries) {
    if (entry.isFile()) files += 1
    else if (entry.isDirectory()) files += await countHostFiles(join(folder, entry.name), job, left)
  }
  return files
}
