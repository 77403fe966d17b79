import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { TransferJob } from './transfer-job.ts'

/** Counts the regular files below a host folder, by names alone. What cannot be read counts as nothing. */
export async function countHostFiles(
  folder: string,
  job: TransferJob,
  leftOut: readonly string[] = [],
): Promise<number> {
  job.checkSignal()
  if (leftOut.includes(folder)) return 0
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  let files = 0
  for (const entry of entries) {
    if (entry.isFile()) files += 1
    else if (entry.isDirectory())
      files += await countHostFiles(join(folder, entry.name), job, leftOut)
  }
  return files
}
