/** A process of its own for one large body to or from a bucket; what to do is in its environment; answers in JSON. */
import { randomBytes } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openLargeBucket } from '../cloud/large-buckets.ts'
import type { LargeBucket, Transfer } from '../cloud/transfer.ts'
import { peakMemory } from './peak-memory.ts'

const MEBIBYTE = 2 ** 20
const CHUNK = 64 * 1024
const LARGE = 'large.bin'

const transfer = JSON.parse(process.env.NEXUS_BENCHMARK_TRANSFER ?? '') as Transfer
const size = transfer.mebibytes * MEBIBYTE
const pool = randomBytes(4 * MEBIBYTE)

const bucket = await openLargeBucket(transfer)
// Libraries are loaded, connections opened and the endpoint probed before the clock starts.
await bucket.put('small', randomBytes(4096))
const milliseconds = await (transfer.direction === 'put' ? timePut(bucket) : timeGet(bucket))
await bucket.close()
process.stdout.write(JSON.stringify({ milliseconds, peak: peakMemory(), size }))

async function timePut(to: LargeBucket): Promise<number> {
  const file = join(transfer.folder, 'body')
  if (transfer.given === 'file') await writeBody(file)
  const bytes = transfer.given === 'bytes' ? wholeBody() : undefined
  const start = performance.now()
  if (transfer.given === 'file') await to.put(LARGE, { file })
  else await to.put(LARGE, bytes ?? body())
  const taken = performance.now() - start
  if (transfer.given === 'file') await rm(file)
  return taken
}

async function timeGet(from: LargeBucket): Promise<number> {
  const start = performance.now()
  let received = 0
  for await (const chunk of await from.get(LARGE)) received += chunk.byteLength
  const taken = performance.now() - start
  if (received !== size) throw new Error(`${received} of ${size} bytes came`)
  return taken
}

async function* body(): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < size; sent += CHUNK) {
    const at = sent % pool.length
    yield pool.subarray(at, at + CHUNK)
  }
}

function wholeBody(): Uint8Array {
  const whole = Buffer.allocUnsafeSlow(size)
  for (let filled = 0; filled < size; filled += pool.length) whole.set(pool, filled)
  return whole
}

async function writeBody(path: string): Promise<void> {
  const file = await open(path, 'w')
  for (let sent = 0; sent < size; sent += pool.length) await file.write(pool)
  await file.close()
}
