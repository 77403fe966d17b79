import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Runs a module in a process of its own on the sources; gives what it printed. */
export async function runModule(code: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=nexusfs-source', '--input-type=module', '--eval', code],
    { cwd: import.meta.dirname },
  )
  return stdout
}
