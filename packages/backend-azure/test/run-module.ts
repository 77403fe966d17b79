import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

type Environment = Readonly<Record<string, string>>

/** Runs a module in a process of its own on the sources; gives what it printed. */
export function runModule(code: string): Promise<string> {
  return run(['--input-type=module', '--eval', code], {})
}

/** Runs a file in a process of its own on the sources; gives what it printed. */
export function runFile(file: string, environment: Environment): Promise<string> {
  return run([file], environment)
}

async function run(args: readonly string[], environment: Environment): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=nexusfs-source', ...args],
    { cwd: import.meta.dirname, env: { ...process.env, ...environment } },
  )
  return stdout
}
