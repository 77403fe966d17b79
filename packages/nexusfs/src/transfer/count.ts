import { readdir } from 'node:fs/promises'
import type { TransferJob } from './transfer-job.ts'

/** Counts the regular files below a host folder, by names alone. What cannot be read counts as nothing. */
export async function countHostFiles(folder: string, job: TransferJob): Promise<number> {
  job.checkSignal()
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  let files = 0
  for (const entry of entries) {
    if (entry.isFile()) files += 1
    else if (entry.isDirectory()) files += await countHostFiles(`${folder}/${entry.name}`, job)
  }
  return files
}
