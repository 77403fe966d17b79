import type { VersionEntry } from '@nexusfs/core'
import type { CommandDefinition } from '../command.ts'
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
        const isOther = node !== undefined && version.node !== node
        node = version.node
        const row = versionRow(output, version)
        return isOther ? [output.colors.dim('an earlier file at this path:'), row] : row
      },
    )
  },
} satisfies CommandDefinition

function versionRow(output: Output, entry: VersionEntry): string {
  const { colors } = output
  const { version, size, modifiedAt, etag, operationId, path, origin } = entry
  const notes = [
    ...(path === undefined ? [] : [`at ${output.name(path)}`]),
    ...(origin === undefined
      ? []
      : [
          `from v${origin.version}${origin.path === undefined ? '' : ` of ${output.name(origin.path)}`}`,
        ]),
  ]
  return [
    `v${version}`.padEnd(6),
    output.size(size).padStart(9),
    colors.dim(output.time(modifiedAt)),
    output.isTerminal ? etag.slice(0, 12) : etag,
    colors.yellow(operationId ?? '-'),
    ...(notes.length === 0 ? [] : [colors.dim(notes.join(', '))]),
  ].join('  ')
}
