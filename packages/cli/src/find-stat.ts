import type { Nexus, Stat } from '@nexusfs/core'

/** What is known of a path; nothing where it is absent. */
export async function findStat(
  nexus: Nexus,
  path: string,
  signal: AbortSignal,
): Promise<Stat | undefined> {
  try {
    return await nexus.stat(path, { signal })
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'NOT_FOUND') return undefined
    throw error
  }
}
