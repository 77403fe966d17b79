import { importFolder, type Nexus } from 'nexusfs'
import { humanSize, type Report } from './report.ts'
import type { SourceFolder } from './sources.ts'

/** Brings real folders into the tree, with progress. */
export async function importFolders(
  nx: Nexus,
  folders: readonly SourceFolder[],
  report: Report,
): Promise<void> {
  for (const { host, target, excluded } of folders) {
    const { copied, copiedBytes, failed } = await importFolder(nx, host, target, {
      exclude: excluded,
      onProgress: ({ done, total = done }) => report.progress(done, total),
    })
    for (const { path, message } of failed) report.line(`failed: ${path}: ${message}`)
    if (failed.length > 0) throw new Error(`${failed.length} files could not be imported`)
    report.line(`${target}: ${copied} files, ${humanSize(copiedBytes)}`)
  }
}
