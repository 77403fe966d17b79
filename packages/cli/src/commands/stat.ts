import type { Stat } from '@nexusfs/core'
import { AT_OPTION } from '../at-option.ts'
import type { CommandDefinition } from '../command.ts'
import { formatSize, isoTime } from '../output/format.ts'
import type { Output } from '../output/output.ts'
import { treePath } from '../tree-path.ts'

export default {
  arguments: [{ name: 'PATH', description: 'file or directory', completes: 'tree' }],
  options: [AT_OPTION],
  async run(context, input) {
    const { output, signal } = context
    const nexus = await context.open()
    const stat = await nexus.stat(treePath(input.argument(0)), { at: input.text('at'), signal })
    const { modifiedAt, createdAt } = stat
    const json = { ...stat, modifiedAt: isoTime(modifiedAt), createdAt: isoTime(createdAt) }
    await output.document(json, () => describe(stat, output))
  },
} satisfies CommandDefinition

function describe(stat: Stat, output: Output): readonly string[] {
  const size = output.isTerminal ? `${formatSize(stat.size)} (${stat.size})` : String(stat.size)
  const isFile = stat.type === 'file'
  const rows: readonly (readonly [string, string | number | undefined])[] = [
    ['path', output.name(stat.path)],
    ['type', stat.type],
    ['id', stat.id],
    ['size', isFile ? size : undefined],
    ['version', isFile ? stat.version : undefined],
    ['etag', stat.etag],
    ['content type', stat.contentType],
    ['mode', stat.mode?.toString(8)],
    ['created', output.time(stat.createdAt)],
    ['created by', stat.createdBy && output.name(stat.createdBy)],
    ['modified', output.time(stat.modifiedAt)],
    ['references', isFile ? stat.refCount : undefined],
  ]
  return rows
    .filter(([, value]) => value !== undefined)
    .map(([label, value]) => `${output.colors.dim(`${label}:`.padEnd(14))}${value}`)
}
