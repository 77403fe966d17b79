/** What the numbers were measured on. */
import { closeSync, fdatasyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { median } from './measure.ts'

/** A machine as far as it matters here. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  /** GiB. */
  readonly memory: number
  readonly system: string
  readonly node: string
  /** Milliseconds of one `fdatasync` after 4 KiB at the end of a file; the median of many. */
  readonly syncMilliseconds: number
}

/** Asks the system, and the disk that holds `folder`. */
export function describeMachine(folder: string): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    syncMilliseconds: measureSync(join(folder, 'sync-probe')),
  }
}

function measureSync(path: string): number {
  const file = openSync(path, 'w')
  const bytes = Buffer.alloc(4096, 7)
  const times: number[] = []
  for (let index = 0; index < 200; index++) {
    writeSync(file, bytes)
    const start = performance.now()
    fdatasyncSync(file)
    times.push(performance.now() - start)
  }
  closeSync(file)
  rmSync(path)
  return median(times)
}

const TMPFS = 0x01021994

/** Whether a folder lies in memory, where a sync costs nothing and proves nothing. */
export function isInMemory(folder: string): boolean {
  return statfsSync(folder).type === TMPFS
}
