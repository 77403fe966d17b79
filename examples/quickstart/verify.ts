import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Nexus } from 'nexusfs'
import { humanSize, type Report } from './report.ts'
import { hostFiles, type SourceFolder } from './sources.ts'

/** Reads back every imported file and compares its SHA-256 with that of the host's file. Lists what differs. */
export async function verify(
  nx: Nexus,
  folders: readonly SourceFolder[],
  report: Report,
): Promise<readonly string[]> {
  const different: string[] = []
  let files = 0
  let bytes = 0
  for (const folder of folders) {
    for (const relative of await hostFiles(folder)) {
      const path = `${folder.target}/${relative}`
      const content = await nx.read(path)
      files += 1
      bytes += content.byteLength
      if (sha256(content) !== sha256(await readFile(join(folder.host, relative)))) {
        different.push(path)
      }
    }
  }
  for (const path of different) report.line(`differs: ${path}`)
  const verdict =
    different.length === 0 ? 'every byte is what it was' : `${different.length} differ`
  report.line(`${files} files, ${humanSize(bytes)}: ${verdict}`)
  return different
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
