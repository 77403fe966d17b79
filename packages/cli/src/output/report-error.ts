import type { ErrorCode } from '@nexusfs/core'
import { EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { escapeLines } from './escape.ts'
import { type Output, OutputClosed } from './output.ts'

/** An error as it is shown. */
interface Shown {
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
  readonly path?: string | undefined
  readonly etag?: string | undefined
  readonly operationId?: string | undefined
  readonly exitCode?: number | undefined
}

/** Prints an error on standard error: a JSON object with `--json`, else `nexus: CODE: message` and a hint. Gives the exit code. */
export async function reportError(
  error: unknown,
  { io, output, isVerbose }: { io: Io; output: Output; isVerbose: boolean },
): Promise<number> {
  if (error instanceof OutputClosed) return EXIT.ok
  const shown = describe(error)
  if (output.format === 'human') io.stderr.write(text(shown, output))
  else io.stderr.write(`${JSON.stringify({ error: { ...shown, exitCode: undefined } })}\n`)
  if (isVerbose && error instanceof Error) io.stderr.write(`${stackOf(error)}\n`)
  return shown.exitCode ?? (await exitCodeOf(shown.code))
}

/** The table of codes lies in the engine, which is loaded already when it failed, unless loading is what failed. */
async function exitCodeOf(code: string): Promise<number> {
  if (code === 'INTERNAL') return EXIT.failure
  const { ERROR_CODES } = await import('@nexusfs/core')
  return code in ERROR_CODES ? ERROR_CODES[code as ErrorCode] : EXIT.failure
}

function text({ code, message, hint }: Shown, { errorColors }: Output): string {
  const head = `${errorColors.red('nexus:')} ${errorColors.bold(code)}: ${escapeLines(message)}\n`
  return hint === undefined ? head : `${head}  ${errorColors.cyan('hint:')} ${escapeLines(hint)}\n`
}

function describe(error: unknown): Shown {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    if (/^[A-Z]+(?:_[A-Z]+)*$/.test(error.code) && error.message !== '' && !('syscall' in error))
      return pick(error as Error & Shown)
    return { code: 'INTERNAL', message: error.message }
  }
  if (error instanceof Error)
    return { code: 'INTERNAL', message: `${error.name}: ${error.message}` }
  return { code: 'INTERNAL', message: String(error) }
}

function pick({ code, message, hint, path, etag, operationId, exitCode }: Error & Shown): Shown {
  return { code, message, hint, path, etag, operationId, exitCode }
}

function stackOf(error: Error): string {
  const causes: string[] = []
  for (let at: unknown = error; at instanceof Error && causes.length < 8; at = at.cause)
    causes.push(escapeLines(at.stack ?? at.message))
  return causes.join('\ncaused by: ')
}
