import type { Nexus } from 'nexusfs'
import { humanSize, type Report } from './report.ts'

/** Shows files, bytes and what storing identical content once saves. */
export async function look(nx: Nexus, home: string, report: Report): Promise<void> {
  for await (const { name, type, size } of nx.list(home, { recursive: false })) {
    report.line(type === 'directory' ? `${name}/` : `${name}  ${humanSize(size)}`)
  }
  const { target, count } = await nx.copy(`${home}/typescript`, '/shared/acme/typescript')
  report.line(`copied ${count} nodes to ${target} without moving a byte`)
  const { files, bytes, uniqueBytes } = await nx.content.usage('/')
  report.line(`${files} files, ${humanSize(bytes)}, stored once: ${humanSize(uniqueBytes)}`)
}
