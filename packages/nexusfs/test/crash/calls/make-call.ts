import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Loaded before everything else, so that nobody holds a call as it was. */
const SWITCH = new URL('./kill-switch.ts', import.meta.url).href
const PROCESS = fileURLToPath(new URL('./call-process.ts', import.meta.url))

/** How the process of a call ended. */
export interface CallEnd {
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
  readonly acknowledged: boolean
  /** Where it was not killed: every step of the call, in order. */
  readonly steps: readonly string[]
}

/** When the process of a call is killed: at a step, counted from 1, or that many milliseconds after it began. */
export type Death = { readonly nth: number } | { readonly after: number }

/** Makes a call in a process of its own. */
export function makeCall(folder: string, name: string, death?: Death): Promise<CallEnd> {
  const nth = death !== undefined && 'nth' in death ? death.nth : 0
  const options = ['--conditions=nexusfs-source', '--import', SWITCH]
  const child = spawn(process.execPath, [...options, PROCESS, folder, name, String(nth)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // What a killed process leaves among temporary files goes with the folder.
    env: { ...process.env, TMPDIR: folder },
  })
  let [output, stderr] = ['', '']
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  child.stdout.on('data', (chunk) => {
    const isFirst = output === ''
    output += chunk
    if (isFirst && death !== undefined && 'after' in death)
      setTimeout(() => child.kill('SIGKILL'), death.after)
  })
  return new Promise((resolve) => {
    child.once('close', (_, signal) => {
      const [, acknowledged, steps] = output.split('\n')
      resolve({
        signal,
        stderr,
        acknowledged: acknowledged === 'acknowledged',
        steps: signal === null && steps ? (JSON.parse(steps) as string[]) : [],
      })
    })
  })
}
