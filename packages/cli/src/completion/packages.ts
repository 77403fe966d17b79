import type { OpenOptions } from '../io.ts'
import { packageRows } from '../packages/package-rows.ts'
import { readInstallation } from '../packages/read-installation.ts'
import type { Candidate } from './candidates.ts'

/** The types and packages that begin with a word, those that come with nexusfs left out. */
export async function packageNames(
  options: OpenOptions,
  word: string,
): Promise<readonly Candidate[]> {
  try {
    const rows = packageRows(await readInstallation(options))
    const names = new Map<string, string>()
    for (const { type, title, package: name, tier } of rows.filter(
      (row) => row.tier !== 'bundled',
    )) {
      if (type !== '') names.set(type, title)
      if (tier !== 'none') names.set(name, title)
    }
    return [...names]
      .filter(([value]) => value.startsWith(word))
      .map(([value, description]) => ({ value, description }))
  } catch {
    // Completion must never disturb the line that is being typed.
    return []
  }
}
