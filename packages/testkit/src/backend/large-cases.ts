import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { onceSource } from '@nexusfs/core/kit'
import { type BackendCases, needs } from './backend-case.ts'
import { patternBytes, scaled } from './backend-world.ts'

const MEBI = 1 << 20
/** Bytes that may be held on the way, whatever the size: what the parts of an upload under way need. */
const BOUND = 64 * MEBI
/** Mebibytes of the object: well above the bound, and half a gibibyte in a full run. */
const SIZE = scaled(512, 128)
/** How many mebibytes pass between two looks at the memory. */
const LOOK_EVERY = 8

/** Bodies larger than what may be held in memory, both ways. */
export const largeCases: BackendCases = {
  'a stream far larger than the memory it may take goes in and comes out': needs(
    'large',
    async (world) => {
      const memory = new LiveMemory()
      const sent = createHash('sha256')
      const { size } = await world.bucket.put('large', onceSource(mebibytes(sent, memory)))
      assert.equal(size, SIZE * MEBI)
      memory.assertBounded('put')
      const received = createHash('sha256')
      await readAll((await world.bucket.get('large')).body, received, memory)
      memory.assertBounded('get')
      assert.equal(received.digest('hex'), sent.digest('hex'))
    },
  ),
}

/** Counts the bytes outside of the JavaScript heap that something still refers to. */
class LiveMemory {
  readonly #collect: () => void
  readonly #before: number
  #most = 0

  constructor() {
    setFlagsFromString('--expose-gc')
    this.#collect = runInNewContext('gc') as () => void
    this.#before = this.#live()
  }

  look(): void {
    this.#most = Math.max(this.#most, this.#live() - this.#before)
  }

  assertBounded(what: string): void {
    const mebibytes = Math.ceil(this.#most / MEBI)
    assert.ok(this.#most <= BOUND, `${what} of ${SIZE} MiB held ${mebibytes} MiB at once`)
  }

  #live(): number {
    this.#collect()
    const { arrayBuffers, heapUsed } = process.memoryUsage()
    return arrayBuffers + heapUsed
  }
}

async function* mebibytes(
  digest: ReturnType<typeof createHash>,
  memory: LiveMemory,
): AsyncGenerator<Uint8Array> {
  const pattern = patternBytes(MEBI, 41)
  for (let index = 0; index < SIZE; index++) {
    if (index % LOOK_EVERY === 0) memory.look()
    const chunk = new Uint8Array(pattern)
    new DataView(chunk.buffer).setUint32(0, index)
    digest.update(chunk)
    yield chunk
  }
}

async function readAll(
  body: AsyncIterable<Uint8Array>,
  digest: ReturnType<typeof createHash>,
  memory: LiveMemory,
): Promise<void> {
  let untilLook = 0
  for await (const chunk of body) {
    digest.update(chunk)
    untilLook -= chunk.byteLength
    if (untilLook > 0) continue
    memory.look()
    untilLook = LOOK_EVERY * MEBI
  }
}
