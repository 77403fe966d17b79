/**
 * The process that has the disk: `disk-process.ts <PowerPlan in JSON>`. Lets a writer work on the disk, takes cuts, and
 * prints each as a {@link Cut}.
 *
 * What is mounted on the disk is in a mount namespace of which the writer is the only member, and this process never is:
 * the last member that ends unmounts, which writes to the disk, and a disk that waits for itself cannot even be killed.
 * So they may end in any order. The end of the writer unmounts, and the disk answers as ever; the end of the disk, also
 * by SIGKILL, makes the kernel abort the connection, after which nobody waits for it, and kills the writer.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRandom } from '../random.ts'
import { readJournal } from '../run-writer.ts'
import { IMAGE, serveDisk } from './fuse-file.ts'
import { CUT_LIMIT, type Cut, type PowerPlan } from './power-plan.ts'
import { VolatileDisk } from './volatile-disk.ts'

const WRITER = fileURLToPath(new URL('../writer.ts', import.meta.url))
const LEAVE_OUT_SYNC = new URL('./leave-out-sync.ts', import.meta.url).href
/** Writes and flushes between two cuts are at most so many. */
const GAP = 300
const BLOCK = 1 << 16
const ZEROS = Buffer.alloc(BLOCK)

/**
 * Mounts, and becomes the writer: `<id of the disk process> <below> <image> <above> <command...>`. A disk that had ended
 * before this process asked to be told is not its parent any more. Only the first `mount` may have the device, or the
 * connection would outlive the disk. The journal of ext4 is committed when somebody asks for it, not by a timer, which
 * would hide what nobody synced.
 */
const MOUNT_AND_WRITE = [
  'test "$PPID" = "$0"',
  'mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 power-cut "$1"',
  'exec 3>&-',
  'mount -t ext4 -o loop,noatime,commit=3600 "$2" "$3"',
  'shift 3',
  'echo mounted',
  'exec "$@"',
].join(' && ')

const plan = JSON.parse(process.argv[2] ?? '') as PowerPlan
const random = createRandom(plan.seed)
const disk = new VolatileDisk(readFileSync(plan.image), plan.fault !== 'disk ignores flushes')
const [below, above] = [join(plan.folder, 'disk'), join(plan.folder, 'mounted')]
let mounted = false
let said = ''
let made = 0
let wait = 1 + random.below(GAP)

process.once('disconnect', () => fail('Whoever wants the cuts is gone'))
process.once('uncaughtException', (error) => fail(String(error.stack)))
const patience = plan.limit ?? CUT_LIMIT
const limit = setTimeout(() => fail(`Stalled for ${patience} ms`), patience)
for (const folder of [below, above]) mkdirSync(folder)
const device = openSync('/dev/fuse', 'r+')
const unmounted = serveDisk(device, disk, () => {
  if (!mounted || made === plan.cuts) return true
  if (!answers()) return false
  wait -= 1
  if (wait > 0) return true
  wait = 1 + random.below(GAP)
  takeCut()
  return true
})
const writer = startWriter()
await once(writer, 'close')
if (made < plan.cuts) fail('The writer ended')
await unmounted
process.exit()

/** Whether the disk answers once it is mounted. */
function answers(): boolean {
  if (plan.fault === 'disk is stuck') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  return plan.fault !== 'disk stops answering'
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
  limit.refresh()
  if (made === plan.cuts) writer.kill('SIGKILL')
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

/** It is killed when this process ends. */
function startWriter(): ChildProcess {
  const preload = plan.fault === 'files are not synced' ? ['--import', LEAVE_OUT_SYNC] : []
  const node = [process.execPath, '--conditions=nexusfs-source', ...preload]
  const places = [String(process.pid), below, join(below, IMAGE), above]
  const alone = ['--pdeathsig', 'KILL', 'unshare', '--mount', 'sh', '-c', MOUNT_AND_WRITE]
  const args = [...alone, ...places, ...node, WRITER, JSON.stringify(plan.writer)]
  const child = spawn('setpriv', args, { stdio: ['ignore', 'pipe', 'pipe', device] })
  child.stdout?.once('data', () => {
    mounted = true
  })
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  return child
}

/** `exit` would wait for the thread that waits for the next request, perhaps for ever. */
function fail(what: string): void {
  try {
    writeSync(2, `${what}; ${made} of ${plan.cuts} cuts were made. The writer said: ${said}\n`)
  } finally {
    // Also when nobody is there to read it.
    process.kill(process.pid, 'SIGKILL')
  }
}
