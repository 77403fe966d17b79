import { type Entry, isNexusError, type Nexus, type Stat } from '@nexusfs/core'

/** The path of a child in the tree. */
export function childOf(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`
}

/** Direct children by name; nothing where the directory is absent. */
export async function childrenOf(
  nx: Nexus,
  path: string,
  signal: AbortSignal | undefined,
): Promise<Map<string, Entry>> {
  const children = new Map<string, Entry>()
  try {
    for await (const entry of nx.list(path, { recursive: false, signal }))
      children.set(entry.name, entry)
  } catch (error) {
    if (!isNexusError(error, 'NOT_FOUND')) throw error
  }
  return children
}

/** What is known of a path of the tree; nothing where it is absent. */
export async function findStat(
  nx: Nexus,
  path: string,
  signal: AbortSignal | undefined,
): Promise<Stat | undefined> {
  try {
    return await nx.stat(path, { signal })
  } catch (error) {
    if (isNexusError(error, 'NOT_FOUND')) return undefined
    throw error
  }
}

/** Removes a file, or a directory with all that is in it. */
export async function removeEntry(
  nx: Nexus,
  path: string,
  type: Entry['type'],
  signal: AbortSignal | undefined,
): Promise<void> {
  if (type === 'file') await nx.delete(path, { signal })
  else await nx.rmdir(path, { recursive: true, signal })
}
