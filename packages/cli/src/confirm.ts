import { CliError } from './cli-error.ts'
import type { Context } from './command.ts'
import type { Globals } from './command-line/globals.ts'
import type { Io } from './io.ts'
import { escapeForTerminal } from './output/escape.ts'

/** Asks on a terminal. Where nobody can answer, scripts go on as those of `rm` and `rsync` do. */
export function createConfirm(io: Io, globals: Globals, signal: AbortSignal): Context['confirm'] {
  return async (question) => {
    if (globals.yes || globals.dryRun || !canAsk(io)) return
    const text = typeof question === 'string' ? question : await question()
    if (text === undefined || (await ask(io, text, signal))) return
    throw new CliError('ABORTED', 'Nothing was changed.', {
      hint: 'Answer y, or give --yes.',
    })
  }
}

/** Whether somebody can be asked. */
export function canAsk(io: Io): boolean {
  return io.stderr.isTTY === true && io.stdin.isTTY === true
}

/** Asks a question on a terminal; only "y" and "yes" are a yes. */
export async function ask(io: Io, question: string, signal: AbortSignal): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises')
  const prompt = createInterface({ input: io.stdin, output: io.stderr })
  try {
    const answer = await prompt.question(`${escapeForTerminal(question)} [y/N] `, { signal })
    return /^y(?:es)?$/i.test(answer.trim())
  } finally {
    prompt.close()
  }
}
