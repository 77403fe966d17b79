/** A process of its own for one stream: `stream.ts <contestant> <write|read> <folder> <MiB>`; answers in JSON. */
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { peakMemory } from './peak-memory.ts'
import { type StreamStore, streamStores } from './stream-stores.ts'

const MEBIBYTE = 2 ** 20
const CHUNK = 64 * 1024

const [name = '', direction, folder = '', mebibytes] = process.argv.slice(2)
const size = Number(mebibytes) * MEBIBYTE
const openStore = streamStores[name]
if (openStore === undefined) throw new Error(`No contestant is called "${name}"`)

const store = await openStore(folder)
const pool = randomBytes(4 * MEBIBYTE)
const start = performance.now()
if (direction === 'write') await store.write(Readable.from(content(), { objectMode: false }), size)
else await readAll(store)
const milliseconds = performance.now() - start
await store.close()
process.stdout.write(JSON.stringify({ milliseconds, peak: peakMemory(), size }))

async function* content(): AsyncIterable<Uint8Array> {
  for (let sent = 0; sent < size; sent += CHUNK) {
    const at = sent % pool.length
    yield pool.subarray(at, at + CHUNK)
  }
}

async function readAll(from: StreamStore): Promise<void> {
  let received = 0
  for await (const chunk of from.read()) received += chunk.byteLength
  if (received !== size) throw new Error(`${name} gave ${received} of ${size} bytes`)
}
