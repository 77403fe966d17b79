import type { Nexus } from 'nexusfs'
import type { Report } from './report.ts'

/** Finds files by name and lines by content. */
export async function search(nx: Nexus, home: string, report: Report): Promise<void> {
  const contracts = await nx.glob('**/spec/*.ts', { path: home }).toArray()
  report.line(`glob **/spec/*.ts: ${contracts.length} files, such as ${contracts[0]}`)

  const matches = nx.grep('interface \\w+Facet', { path: `${home}/repository/packages`, limit: 5 })
  for await (const { path, line, text } of matches) {
    report.line(`${path.slice(home.length + 1)}:${line} ${text.trim()}`)
  }
  report.line(`${matches.filesSearched} files searched`)
}
