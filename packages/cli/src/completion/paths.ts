import { readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Nexus } from '@nexusfs/core'
import { isTreePath, treePath } from '../tree-path.ts'
import type { Candidate, PathSource } from './candidates.ts'

const LIMIT = 500

/** Completes paths of the tree and of the host, and names of snapshots. A directory that cannot be read has no suggestions. */
export function createPathSource(
  open: () => Promise<Nexus | undefined>,
  cwd: string,
  signal: AbortSignal,
): PathSource {
  const source: PathSource = async (kind, word) => {
    try {
      if (kind === 'package') return []
      if (kind === 'host') return await hostPaths(word, cwd)
      if (kind === 'both' && !isTreePath(word) && !'nx:/'.startsWith(word || '-'))
        return await hostPaths(word, cwd)
      if (kind === 'both' && !isTreePath(word))
        return [{ value: 'nx:/', description: 'the tree' }, ...(await hostPaths(word, cwd))]
      const nexus = await open()
      if (nexus === undefined) return []
      return await (kind === 'snapshot' ? snapshots : treePaths)(nexus, word, signal)
    } catch {
      // Completion must never disturb the line that is being typed.
      return []
    }
  }
  return source
}

async function treePaths(
  nexus: Nexus,
  word: string,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  const typed = word === '' || word === 'nx:' ? `${word}/` : word
  const [folder, name] = split(typed)
  const candidates: Candidate[] = []
  const listing = nexus.list(treePath(folder), { recursive: false, signal })
  for await (const entry of listing) {
    if (!entry.name.startsWith(name)) continue
    const end = entry.type === 'directory' ? '/' : ''
    candidates.push({ value: `${folder}${entry.name}${end}` })
    if (candidates.length >= LIMIT) break
  }
  return candidates
}

async function snapshots(
  nexus: Nexus,
  word: string,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  const candidates: Candidate[] = []
  for await (const { name, path } of nexus.snapshots.list(undefined, { signal }))
    if (name.startsWith(word) && candidates.push({ value: name, description: path }) >= LIMIT) break
  return candidates
}

async function hostPaths(word: string, cwd: string): Promise<readonly Candidate[]> {
  const [folder, name] = split(word)
  const entries = await readdir(resolve(cwd, folder || '.'), { withFileTypes: true })
  return entries
    .filter((entry) => entry.name.startsWith(name) && (name !== '' || !entry.name.startsWith('.')))
    .map((entry) => ({ value: `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}` }))
    .sort((a, b) => (a.value < b.value ? -1 : 1))
    .slice(0, LIMIT)
}

/** What is complete of a path, with its slash, and the name that is being typed. */
function split(word: string): readonly [string, string] {
  const at = word.lastIndexOf('/') + 1
  return [word.slice(0, at), word.slice(at)]
}
