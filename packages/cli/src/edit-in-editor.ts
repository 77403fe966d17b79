import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CliError, usageError } from './cli-error.ts'
import type { Context } from './command.ts'
import { printPlanned, printWritten } from './output/written.ts'
import { lastName } from './tree-path.ts'

/** Opens the user's editor on a copy of a file and writes it back under the condition that it did not change meanwhile. */
export async function editInEditor(context: Context, path: string): Promise<void> {
  const { globals, signal, output } = context
  const command = editorOf(context.io.env)
  const nexus = await context.open()
  const { etag } = await nexus.stat(path, { signal })
  const before = await nexus.read(path, { signal })
  if (globals.dryRun) return printPlanned(context, `edit ${path}`, { action: 'edit', path })
  const folder = await mkdtemp(join(tmpdir(), 'nexus-edit-'))
  const copy = join(folder, lastName(path))
  await writeFile(copy, before, { mode: 0o600 })
  try {
    await runEditor(command, copy, context)
    const after = await readFile(copy)
    if (after.equals(before)) output.note('Nothing was changed.')
    else {
      const ifMatch = globals.ifMatch ?? etag
      await printWritten(context, 'wrote', await nexus.write(path, after, { ifMatch, signal }))
    }
  } catch (error) {
    throw await keepWork(error, copy, before, folder)
  }
  await rm(folder, { recursive: true })
}

/** What was typed must not be lost: the copy stays when it cannot be written back. */
async function keepWork(
  error: unknown,
  copy: string,
  before: Uint8Array,
  folder: string,
): Promise<unknown> {
  const after = await readFile(copy).catch(() => undefined)
  if (after === undefined || after.equals(before)) {
    await rm(folder, { recursive: true })
    return error
  }
  const { code, message } = error as CliError
  if (typeof code !== 'string') return error
  return new CliError(code, message, { hint: `Your text is kept in ${copy}.`, cause: error })
}

/** The editor as program and arguments: `code --wait` is two words, quotes keep words together. */
function editorOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const words = (env.VISUAL || env.EDITOR || '').match(/"[^"]*"|'[^']*'|\S+/g) ?? []
  if (words.length > 0) return words.map((word) => word.replace(/^(["'])(.*)\1$/, '$2'))
  throw usageError(
    'No editor is set.',
    'Set EDITOR, for example EDITOR=vi, or replace text with --old and --new.',
  )
}

async function runEditor(
  [program = '', ...args]: readonly string[],
  file: string,
  { io }: Context,
): Promise<void> {
  const { spawn } = await import('node:child_process')
  const env = { ...io.env }
  const child = spawn(program, [...args, file], {
    stdio: 'inherit',
    shell: false,
    env,
    cwd: io.cwd,
  })
  const ended = await new Promise<{ code: number | null } | Error>((resolve) => {
    child.once('error', resolve)
    child.once('exit', (code) => resolve({ code }))
  })
  if (ended instanceof Error)
    throw new CliError('NOT_FOUND', `The editor ${JSON.stringify(program)} cannot be started.`, {
      hint: 'Set EDITOR to a program that is installed.',
      cause: ended,
    })
  if (ended.code !== 0)
    throw new CliError(
      'INTERNAL',
      `The editor ended with ${ended.code ?? 'a signal'}; nothing was written.`,
    )
}
