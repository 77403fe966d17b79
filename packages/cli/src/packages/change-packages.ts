import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CliError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { escapeLineForTerminal } from '../output/escape.ts'
import { runProgram } from './run-program.ts'

/**
 * Runs a package manager in a folder and shows what it prints, on standard error.
 * @param command - Program and arguments, as `packageManagerOf` gives them.
 * @throws `PLUGIN_LOAD_FAILED` with the last lines of what it printed.
 */
export async function changePackages(
  { io, output, signal }: Pick<Context, 'io' | 'output' | 'signal'>,
  folder: string,
  command: readonly string[],
): Promise<void> {
  const onOutput = (text: string): void => {
    for (const line of text.split(/[\r\n]+/).filter((one) => one.trim() !== ''))
      output.note(escapeLineForTerminal(withoutColors(line)))
  }
  const show = output.format === 'human' ? onOutput : undefined
  const { exitCode, stderr, stdout } = await runProgram(command, {
    cwd: folder,
    env: { ...io.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    signal,
    onOutput: show,
  })
  if (exitCode === 0) return
  const said = withoutColors(stderr.trim() || stdout.trim())
    .split('\n')
    .slice(-12)
  throw new CliError(
    'PLUGIN_LOAD_FAILED',
    `${command[0]} ended with ${exitCode}:\n${said.map((line) => `  ${line}`).join('\n')}`,
    {
      hint: `Run it yourself in ${folder} to see more: ${command.join(' ')}`,
      exitCode: EXIT.failure,
    },
  )
}

/** Makes a folder that packages can be installed into: without a package.json in it they would go to one above. */
export async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const text = `${JSON.stringify({ private: true }, null, 2)}\n`
  await writeFile(join(folder, 'package.json'), text, { flag: 'wx' }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  })
}

function withoutColors(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what it looks for
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '')
}
