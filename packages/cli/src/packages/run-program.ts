import { spawn } from 'node:child_process'
import { CliError } from '../cli-error.ts'

/** How a program ended. */
export interface Ended {
  readonly exitCode: number
  readonly stdout: string
  /** Its last 16 KiB. */
  readonly stderr: string
}

/** What a program is given besides its arguments. */
export interface ProgramOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** Told what the program prints, as it comes. */
  readonly onOutput?: ((text: string) => void) | undefined
}

const MOST = 16 * 1024 * 1024
const TAIL = 16 * 1024

/**
 * Runs a program with its arguments as they are, without a shell: nothing in them is ever taken for a command. It has no
 * standard input, so it cannot wait for answers.
 * @throws `NOT_SUPPORTED` where the program is not installed, `TOO_LARGE`, and the reason of the signal.
 */
export async function runProgram(
  [program = '', ...args]: readonly string[],
  { cwd, env, signal, onOutput }: ProgramOptions,
): Promise<Ended> {
  const child = spawn(program, args, {
    cwd,
    env,
    signal,
    shell: false,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    onOutput?.(text)
    if (stdout.length > MOST) child.kill()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-TAIL)
    onOutput?.(text)
  })
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', (error) => reject(notStarted(error, program, args, cwd)))
    child.on('close', (code) => resolve(code ?? 1))
  })
  if (stdout.length > MOST)
    throw new CliError('TOO_LARGE', `${program} answered with more than ${MOST} characters.`)
  return { exitCode, stdout, stderr }
}

function notStarted(
  error: NodeJS.ErrnoException,
  program: string,
  args: readonly string[],
  cwd: string,
): unknown {
  // Windows has programs that only a shell can start; there the command is left to the user.
  if (error.code !== 'ENOENT' && error.code !== 'EINVAL' && error.code !== 'EACCES') return error
  return new CliError(
    'NOT_SUPPORTED',
    `Cannot run ${program}: it is not installed, or not on the PATH.`,
    {
      hint: `Install ${program}, or run this yourself in ${cwd}: ${[program, ...args].join(' ')}`,
      cause: error,
    },
  )
}
