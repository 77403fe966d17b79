import type { Random } from '../random.ts'

/** What becomes of writes that were not flushed when the power went. */
export type Lost = 'all' | 'some' | 'none'

/** Bytes that a disk writes whole or not at all. */
const SECTOR = 512

/** A write that the disk has taken and not yet made durable. */
interface Pending {
  readonly offset: number
  readonly data: Buffer
}

/**
 * A disk with a cache that power keeps alive. Reads see every write. A flush makes all writes before it durable; of those
 * after the last flush a power cut leaves any of them, in any combination, torn between any two sectors: that is all
 * that disks promise, and what `REQ_OP_FLUSH` of Linux is for.
 * https://docs.kernel.org/block/writeback_cache_control.html
 */
export class VolatileDisk {
  readonly #present: Buffer
  readonly #durable: Buffer
  readonly #honest: boolean
  #pending: Pending[] = []

  /** `honest: false` makes a disk that acknowledges flushes and does nothing, as some did. */
  constructor(image: Buffer, honest: boolean) {
    this.#present = image
    this.#durable = Buffer.from(image)
    this.#honest = honest
  }

  /** In bytes. */
  get size(): number {
    return this.#present.length
  }

  read(offset: number, size: number): Buffer {
    return this.#present.subarray(offset, offset + size)
  }

  write(offset: number, data: Buffer): void {
    const kept = Buffer.from(data)
    kept.copy(this.#present, offset)
    this.#pending.push({ offset, data: kept })
  }

  flush(): void {
    if (!this.#honest) return
    for (const write of this.#pending) write.data.copy(this.#durable, write.offset)
    this.#pending = []
  }

  /** What the disk holds when its power goes at this instant. */
  cut(lost: Lost, random: Random): Buffer {
    const image = Buffer.from(this.#durable)
    if (lost === 'all') return image
    for (const { offset, data } of this.#pending) {
      const [from, to] = lost === 'none' ? [0, data.length] : survivingPart(data.length, random)
      data.copy(image, offset + from, from, to)
    }
    return image
  }
}

/** A third of the writes is lost, a third is whole, and of a third some sectors in a row are there. */
function survivingPart(size: number, random: Random): readonly [number, number] {
  const sectors = Math.floor(size / SECTOR)
  const fate = random.below(3)
  if (fate === 0) return [0, 0]
  if (fate === 1 || sectors < 2) return [0, size]
  const from = random.below(sectors)
  const count = 1 + random.below(sectors - from)
  return [from * SECTOR, (from + count) * SECTOR]
}
