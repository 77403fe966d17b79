import { resolve } from 'node:path'
import type { ExportTarget } from '@nexusfs/core'
import type { CommandDefinition, Context } from '../command.ts'
import { escapeForTerminal } from '../output/escape.ts'
import { formatCount } from '../output/format.ts'
import { withProgress } from '../output/with-progress.ts'
import { treePath } from '../tree-path.ts'
import { withHint } from '../with-hint.ts'

export default {
  details:
    'One line of JSON for each file, sorted by path, as of one moment. Content stays where it is unless --with-content puts\nit into the lines. "nexus import" reads it.',
  arguments: [
    { name: 'FILE', description: 'host file, or - for standard output', completes: 'host' },
  ],
  options: [
    { flags: '--prefix <path>', description: 'only at or below this path', completes: 'tree' },
    { flags: '--with-content', description: 'with the bytes, as base64, up to 64 MiB a file' },
    { flags: '--overwrite', description: 'replace FILE' },
  ],
  async run(context, input) {
    const { output, globals, signal } = context
    const file = input.argument(0)
    const prefix = input.text('prefix')
    const nexus = await context.open()
    const { files } = await withProgress(context, 'files', (onProgress) =>
      withHint('ALREADY_EXISTS', 'Choose another name, or give --overwrite.', () =>
        nexus.exportMetadata(targetOf(context, file), {
          prefix: prefix === undefined ? undefined : treePath(prefix),
          content: input.flag('with-content'),
          overwrite: input.flag('overwrite'),
          // The lines themselves show how far it is.
          onProgress: file === '-' ? undefined : onProgress,
          signal,
        }),
      ),
    )
    const { dryRun } = globals
    // Standard output is taken by the lines.
    if (file !== '-' || dryRun)
      await output.document({ ...(dryRun && { dryRun }), file, files }, () => [])
    const verb = dryRun ? 'would export' : 'exported'
    output.note(escapeForTerminal(`${verb} ${formatCount(files, 'file')} to ${file}`))
  },
} satisfies CommandDefinition

function targetOf({ globals, io, output }: Context, file: string): ExportTarget {
  if (globals.dryRun) return new WritableStream()
  if (file === '-') return new WritableStream({ write: (chunk) => output.bytes(chunk) })
  return resolve(io.cwd, file)
}
