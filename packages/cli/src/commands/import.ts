import { resolve } from 'node:path'
import type { ImportConflict, ImportResult, ImportSource } from '@nexusfs/core'
import { usageError } from '../cli-error.ts'
import type { CommandDefinition, Input } from '../command.ts'
import type { Io } from '../io.ts'
import { escapeForTerminal } from '../output/escape.ts'
import { formatCount } from '../output/format.ts'
import { withProgress } from '../output/with-progress.ts'

const MODES = ['skip', 'overwrite', 'remap', 'auto'] as const satisfies readonly ImportConflict[]

export default {
  details:
    'Reads what "nexus export" wrote, in one change that can be undone: all lines or none. Content must be there already\nunless the lines carry it. --on-conflict says what happens to paths that are taken: skip (default) leaves them,\noverwrite makes the next version, remap imports under a free name, auto takes what is newer.',
  arguments: [
    { name: 'FILE', description: 'host file, or - for standard input', completes: 'host' },
  ],
  options: [
    {
      flags: '--on-conflict <what>',
      description: 'skip, overwrite, remap or auto',
      completes: MODES,
    },
    { flags: '--overwrite', description: 'the same as --on-conflict overwrite' },
    {
      flags: '--into-readonly',
      description: 'also into read-only namespaces, as an administrator',
    },
  ],
  async run(context, input) {
    const { io, output, globals, signal } = context
    const onConflict = onConflictOf(input)
    const file = input.argument(0)
    const source = sourceOf(io, file)
    const nexus = await context.open()
    const result = await withProgress(context, 'files', (onProgress) =>
      nexus.importMetadata(source, {
        onConflict,
        dryRun: globals.dryRun,
        intoReadonly: input.flag('into-readonly'),
        onProgress,
        signal,
      }),
    )
    const { dryRun } = globals
    await output.document(dryRun ? { dryRun, ...result } : result, () => [])
    output.note(escapeForTerminal(summary(result, dryRun)))
    const { operationId } = result
    if (operationId !== undefined) output.note(`to take this back: nexus undo ${operationId}`)
  },
} satisfies CommandDefinition

function onConflictOf(input: Input): ImportConflict {
  const given = input.text('on-conflict')
  if (input.flag('overwrite')) {
    if (given === undefined || given === 'overwrite') return 'overwrite'
    throw usageError('--overwrite and --on-conflict contradict each other.', 'Give one of them.')
  }
  if (given === undefined) return 'skip'
  const mode = MODES.find((known) => known === given)
  if (mode !== undefined) return mode
  throw usageError(`"${given}" is nothing to do on a conflict.`, `Use one of ${MODES.join(', ')}.`)
}

function sourceOf(io: Io, file: string): ImportSource {
  if (file !== '-') return resolve(io.cwd, file)
  if (io.stdin.isTTY === true)
    throw usageError('Standard input is a terminal.', 'nexus import - < FILE')
  return bytesOf(io.stdin)
}

async function* bytesOf(stream: AsyncIterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
}

function summary(
  { imported, overwritten, remapped, skipped }: ImportResult,
  isDryRun: boolean,
): string {
  const parts = [
    `${isDryRun ? 'would import' : 'imported'} ${formatCount(imported, 'file')}`,
    overwritten > 0 && `${overwritten.toLocaleString('en-US')} overwritten`,
    remapped > 0 && `${remapped.toLocaleString('en-US')} under another name`,
    skipped > 0 && `${skipped.toLocaleString('en-US')} skipped`,
  ]
  return parts.filter((part) => part !== false).join(', ')
}
