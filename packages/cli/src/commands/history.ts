import type { VersionEntry } from '@nexusfs/core'
import type { CommandDefinition } from '../command.ts'
import { rowLines } from '../output/cells.ts'
import { isoTime } from '../output/format.ts'
import type { Output } from '../output/output.ts'
import { treePath } from '../tree-path.ts'

export default {
  details:
    'Newest first. Files that had the path before come last. "nexus cat PATH --version N" prints a version,\n"nexus rollback PATH N" brings it back.',
  arguments: [{ name: 'PATH', description: 'file', completes: 'tree' }],
  options: [
    { flags: '--limit <number>', description: 'show this many, newest first', type: 'number' },
  ],
  async run({ open, output, signal }, input) {
    const nexus = await open()
    const path = treePath(input.argument(0))
    const versions = nexus.versions.list(path, { limit: input.number('limit'), signal })
    let node: string | undefined
    await output.rows(
      versions,
      (version) => ({ ...version, modifiedAt: isoTime(version.modifiedAt) }),
      (version) => {
        const isOther = node !== undefined && version.node !== undefined && version.node !== node
        node = version.node ?? node
        const lines = versionLines(output, version)
        return isOther ? [output.colors.dim('an earlier file at this path:'), ...lines] : lines
      },
    )
  },
} satisfies CommandDefinition

function versionLines(output: Output, entry: VersionEntry): readonly string[] {
  const { colors } = output
  const { version, versionId, size, modifiedAt, etag, operationId, path } = entry
  const notes = [
    ...(path === undefined ? [] : [`at ${output.name(path)}`]),
    ...(versionId === undefined ? [] : [`version ${output.name(versionId)} of the bucket`]),
    ...originOf(output, entry),
  ]
  return rowLines(output, [
    (version === 0 ? '-' : `v${version}`).padEnd(6),
    output.size(size).padStart(9),
    [output.time(modifiedAt), colors.dim],
    output.isTerminal ? etag.slice(0, 12) : etag,
    [operationId ?? '-', colors.yellow],
    ...(notes.length === 0 ? [] : [[notes.join(', '), colors.dim] as const]),
  ])
}

/** The version that the content came from; its path where it is another file's. */
function originOf(output: Output, { node, origin }: VersionEntry): readonly string[] {
  if (origin === undefined) return []
  const isOwn = origin.node === node || origin.path === undefined
  return [`from v${origin.version}${isOwn ? '' : ` of ${output.name(origin.path ?? '')}`}`]
}
