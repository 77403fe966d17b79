import { CliError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { type Ended, runProgram } from './run-program.ts'

/** Where a package manager is asked. */
export interface RegistrySource {
  /** npm, or pnpm in its own projects: each knows its registry, its credentials and its proxy. */
  readonly program: 'npm' | 'pnpm'
  /** The folder whose configuration counts. */
  readonly folder: string
}

/** A question to the registry that failed. */
export interface Refusal {
  /** `E404`, `ECONNREFUSED`, …; empty where the program gave none. */
  readonly code: string
  /** HTTP status; 0 where there was no answer. */
  readonly status: number
  /** The program's own words; empty where it answered nothing. */
  readonly message: string
}

/**
 * Asks a package manager something that it answers as JSON.
 * @throws `UNAVAILABLE` when the registry cannot be reached, `NO_CREDENTIALS` when it wants to know who asks.
 */
export async function askRegistry(
  { io, signal }: Pick<Context, 'io' | 'signal'>,
  { program, folder }: RegistrySource,
  question: readonly string[],
): Promise<{ readonly answer: unknown } | { readonly refusal: Refusal }> {
  const ended = await runProgram([program, ...question], { cwd: folder, env: io.env, signal })
  const answer = parseJson(ended.stdout)
  if (ended.exitCode === 0 && answer !== undefined) return { answer }
  const refusal = refusalOf(ended, answer)
  if (UNREACHABLE.test(refusal.code) || (refusal.status >= 500 && refusal.status !== 501))
    throw new CliError('UNAVAILABLE', `Cannot reach the registry: ${refusal.message}`, {
      hint: `"${program} config get registry" shows which one it is. Try again later.`,
    })
  if (refusal.status === 401 || refusal.status === 403)
    throw new CliError('NO_CREDENTIALS', `The registry does not answer: ${refusal.message}`, {
      hint: `Log in with "${program} login".`,
    })
  return { refusal }
}

const UNREACHABLE =
  /^(?:E(?:AI_AGAIN|CONN\w+|HOSTUNREACH|NETUNREACH|NOTFOUND|TIMEDOUT)|ERR_SOCKET_TIMEOUT|FETCH_ERROR|ERR_PNPM_META_FETCH_FAIL)$/

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Some print nothing where there is nothing, and some their errors.
    return undefined
  }
}

function refusalOf({ stdout, stderr }: Ended, answer: unknown): Refusal {
  const { error } = Object(answer) as { error?: unknown }
  const { code, summary, message } = Object(error) as Readonly<Record<string, unknown>>
  const said = [summary, message].find((text) => typeof text === 'string' && text !== '')
  const words = withoutCredentials(String(said ?? (stderr.trim() || stdout.trim())))
  const name = typeof code === 'string' ? code : ''
  const status = /(?:^E|_)(\d{3})$/.exec(name)?.[1] ?? /\b[45]\d\d\b/.exec(words)?.[0]
  return { code: name, status: Number(status ?? 0), message: firstLine(words) }
}

function firstLine(text: string): string {
  return (
    text
      .split('\n')
      .map((line) => line.trim())
      .find((line) => line !== '') ?? ''
  )
}

/** An address without what stands before its `@`. */
function withoutCredentials(text: string): string {
  return text.replace(/(https?:\/\/)[^\s/@]+@/g, '$1')
}
