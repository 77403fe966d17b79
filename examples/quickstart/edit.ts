import type { Nexus } from 'nexusfs'
import type { Report } from './report.ts'

/** Edits a copy of a real file, refuses a stale edit, and shows versions and log. */
export async function edit(nx: Nexus, home: string, report: Report): Promise<void> {
  const draft = `${home}/draft.md`
  await nx.copy(`${home}/repository/README.md`, draft)
  const { etag } = await nx.stat(draft)
  await nx.edit(draft, [{ old: '# Nexus', new: '# Nexus, a draft' }], { ifMatch: etag })
  await nx.append(draft, '\nEdited by an agent.\n')

  const refused = await nx.write(draft, 'from stale knowledge', { ifMatch: etag }).catch(codeOf)
  report.line(`a write that expects the old content: ${refused}`)
  for await (const { version, size, etag: hash } of nx.versions.list(draft)) {
    report.line(`version ${version}: ${size} bytes, ${hash.slice(0, 12)}`)
  }
  for await (const { type, path, agent } of nx.operations.list({ path: draft })) {
    report.line(`log: ${type} ${path} by ${agent}`)
  }
}

const codeOf = (error: { readonly code?: string }) => error.code
