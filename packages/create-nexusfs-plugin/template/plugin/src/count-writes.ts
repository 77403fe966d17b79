import type { PluginRecords } from '@nexusfs/core'

/** Adds one to the count of the directory that a file lies in. */
export async function countWrite(records: PluginRecords, path: string): Promise<void> {
  const key = keyOf(path)
  // Hooks run at once, also in other processes on the same store: replace only what was seen, else look again.
  for (;;) {
    const seen = await records.get(key)
    const count = typeof seen === 'number' ? seen : 0
    if (await records.swap(key, seen, count + 1)) return
  }
}

/** The counts, by directory. */
export async function listCounts(
  records: PluginRecords,
): Promise<readonly { readonly directory: string; readonly writes: number }[]> {
  const rows = await records.list().toArray()
  return rows.map(({ key, value }) => ({ directory: key, writes: Number(value) }))
}

/** The directory of a file. Keys have at most 512 characters: of longer paths the beginning counts. */
function keyOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/'))).slice(0, 512)
}
