/**
 * The process that has the disk: `disk-process.ts <PowerPlan in JSON>`, in a mount namespace of its own, so that what it
 * mounts goes with it, however it ends. Lets a writer work on the disk, takes cuts, and prints each as a {@link Cut}.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRandom } from '../random.ts'
import { readJournal } from '../run-writer.ts'
import { IMAGE, mountDisk, succeed } from './fuse-file.ts'
import type { Cut, PowerPlan } from './power-plan.ts'
import { VolatileDisk } from './volatile-disk.ts'

const WRITER = fileURLToPath(new URL('../writer.ts', import.meta.url))
const LEAVE_OUT_SYNC = new URL('./leave-out-sync.ts', import.meta.url).href
/** Writes and flushes between two cuts are at most so many. */
const GAP = 300
const BLOCK = 1 << 16
const ZEROS = Buffer.alloc(BLOCK)

const plan = JSON.parse(process.argv[2] ?? '') as PowerPlan
const random = createRandom(plan.seed)
const disk = new VolatileDisk(readFileSync(plan.image), plan.fault !== 'disk ignores flushes')
const [below, above] = [join(plan.folder, 'disk'), join(plan.folder, 'mounted')]
let writer: ChildProcess | undefined
let made = 0
let wait = 1 + random.below(GAP)

// Whoever wants the cuts is gone.
process.once('disconnect', () => process.exit(1))
for (const folder of [below, above]) mkdirSync(folder)
await mountDisk(disk, below, () => {
  if (writer === undefined || made === plan.cuts) return
  wait -= 1
  if (wait > 0) return
  wait = 1 + random.below(GAP)
  takeCut()
})
try {
  // The journal of ext4 is committed when somebody asks for it, not by a timer, which would hide what nobody synced.
  await run('mount', ['-t', 'ext4', '-o', 'loop,noatime,commit=3600', join(below, IMAGE), above])
  const end = await write()
  if (made < plan.cuts) throw new Error(`The writer ended after ${made} cuts: ${end}`)
  await run('umount', [above])
} finally {
  await run('umount', [below])
  process.removeAllListeners('disconnect')
  process.disconnect?.()
}

/** This runs while the kernel waits for the disk, so nothing can happen meanwhile: it is one instant. */
function takeCut(): void {
  const lost = random.pick(plan.lost)
  const image = join(plan.folder, `cut-${made}.img`)
  const { acknowledged } = readJournal(plan.writer)
  writeSparse(image, disk.cut(lost, random))
  const cut: Cut = { image, lost, acknowledged }
  process.stdout.write(`${JSON.stringify(cut)}\n`)
  made += 1
  if (made === plan.cuts) writer?.kill('SIGKILL')
}

/** Without what is zero, which is most of it. */
function writeSparse(path: string, bytes: Buffer): void {
  const file = openSync(path, 'wx')
  ftruncateSync(file, bytes.length)
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const block = bytes.subarray(at, at + BLOCK)
    if (!block.equals(ZEROS)) writeSync(file, block, 0, block.length, at)
  }
  closeSync(file)
}

/** Runs the writer until the last cut; gives what it said. */
async function write(): Promise<string> {
  const preload = plan.fault === 'files are not synced' ? ['--import', LEAVE_OUT_SYNC] : []
  const args = ['--conditions=nexusfs-source', ...preload, WRITER, JSON.stringify(plan.writer)]
  writer = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  writer.stderr?.on('data', (chunk) => {
    said += chunk
  })
  await once(writer, 'close')
  return said
}

function run(command: string, args: readonly string[]): Promise<void> {
  return succeed(spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] }))
}
