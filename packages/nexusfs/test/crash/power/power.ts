import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CUT_LIMIT, type Cut, type PowerPlan } from './power-plan.ts'

const DISK = fileURLToPath(new URL('./disk-process.ts', import.meta.url))
const CHECK = fileURLToPath(new URL('./check-process.ts', import.meta.url))
const MEBIBYTES = 96

/** Why no power can be cut on this machine; `undefined` where it can. Tries it: there are many ways to be forbidden. */
export function whyNot(): string | undefined {
  if (process.platform !== 'linux') return `it needs Linux, this is ${process.platform}`
  const folder = mkdtempSync(join(tmpdir(), 'nexus-power-probe-'))
  try {
    const image = makeImage(folder, 4)
    const mounted = join(folder, 'mounted')
    mkdirSync(mounted)
    closeSync(openSync('/dev/fuse', 'r+'))
    inNamespace('mount -o loop "$0" "$1" && umount "$1"', [image, mounted])
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** An empty ext4 file system in a file. */
export function makeImage(folder: string, mebibytes = MEBIBYTES): string {
  const image = join(folder, 'empty.img')
  const file = openSync(image, 'wx')
  ftruncateSync(file, mebibytes * 2 ** 20)
  closeSync(file)
  // What is initialised later, in the background, would be writes that come at any time.
  const options = 'nodiscard,lazy_itable_init=0,lazy_journal_init=0'
  run('mkfs.ext4', ['-q', '-F', '-m', '0', '-E', options, image])
  return image
}

/**
 * Lets the writer work until its power went as often as planned. The disk ends by itself where it waits for too long, is
 * killed where it does not even do that, and is killed by the signal; its end frees what is mounted on it.
 */
export async function cutPower(plan: PowerPlan, signal?: AbortSignal): Promise<readonly Cut[]> {
  const args = ['--conditions=nexusfs-source', DISK, JSON.stringify(plan)]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    timeout: (plan.cuts + 2) * (plan.limit ?? CUT_LIMIT),
    killSignal: 'SIGKILL',
    signal,
  })
  let [output, said] = ['', '']
  child.stdout?.on('data', (chunk) => {
    output += chunk
  })
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  const [code, killed] = await once(child, 'close')
  if (code !== 0)
    throw new Error(`The process with the disk ended with ${code ?? killed}: ${said.trim()}`)
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Cut)
}

/** Mounts what a cut left as after a restart, which replays the journal of ext4, and gives what is wrong with it. */
export function checkCut({ folder, writer }: PowerPlan, cut: Cut): readonly string[] {
  const again = join(folder, 'again')
  mkdirSync(again, { recursive: true })
  const moved = { ...writer, folder: join(again, 'data') }
  const check = JSON.stringify({ writer: moved, acknowledged: cut.acknowledged })
  const steps = `mount -o loop,noatime "$0" "$1" && exec "$2" "$3" "$4" "$5"`
  const args = [cut.image, again, process.execPath, '--conditions=nexusfs-source', CHECK, check]
  return JSON.parse(inNamespace(steps, args)) as readonly string[]
}

/** Runs a script of the shell in a mount namespace of its own: nothing stays mounted after it, and it ends with us. */
function inNamespace(script: string, args: readonly string[]): string {
  return run('setpriv', ['--pdeathsig', 'KILL', 'unshare', '--mount', 'sh', '-c', script, ...args])
}

function run(command: string, args: readonly string[]): string {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: CUT_LIMIT,
    killSignal: 'SIGKILL',
  })
  if (error !== undefined) throw error
  if (status === 0) return stdout
  throw new Error(`${command} ended with ${status}: ${stderr.trim()}`)
}
