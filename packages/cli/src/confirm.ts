import { CliError } from './cli-error.ts'
import type { Context } from './command.ts'
import type { Globals } from './command-line/globals.ts'
import type { Io } from './io.ts'
import { escapeForTerminal } from './output/escape.ts'

/** Asks on a terminal. Where nobody can answer, scripts go on as those of `rm` and `rsync` do. */
export function createConfirm(io: Io, globals: Globals, signal: AbortSignal): Context['confirm'] {
  return async (question) => {
    if (globals.yes || globals.dryRun) return
    if (io.stderr.isTTY !== true || io.stdin.isTTY !== true) return
    const text = typeof question === 'string' ? question : await question()
    if (text === undefined) return
    const { createInterface } = await import('node:readline/promises')
    const prompt = createInterface({ input: io.stdin, output: io.stderr })
    try {
      const answer = await prompt.question(`${escapeForTerminal(text)} [y/N] `, { signal })
      if (/^y(?:es)?$/i.test(answer.trim())) return
    } finally {
      prompt.close()
    }
    throw new CliError('ABORTED', 'Nothing was changed.', {
      hint: 'Answer y, or give --yes.',
    })
  }
}
