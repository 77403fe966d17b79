/** 256 MiB in and out as a stream, each in a process of its own, with the memory that it took. */
import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Contestant, interleave, type Measurement, median, named } from '../harness/measure.ts'
import {
  floorGoal,
  type Goal,
  ratioGoal,
  type Scenario,
  type Settings,
} from '../harness/scenario.ts'

const CHILD = fileURLToPath(new URL('../children/stream.ts', import.meta.url))
const MEBIBYTE = 2 ** 20
const RAW = 'raw files, durable'
const run = promisify(execFile)

interface Answer {
  readonly milliseconds: number
  readonly peak: number
  readonly size: number
}

type Direction = 'write' | 'read'

/** Writes are durable; reads are verified, except where a note says otherwise. */
export const stream: Scenario = {
  name: 'stream',
  async run(settings) {
    const mebibytes = settings.quick ? 64 : 256
    const written = await measure(settings, 'write', mebibytes)
    const readBack = await measure(settings, 'read', mebibytes)
    const size = `${mebibytes} MiB`
    return [
      {
        title: `Write ${size} as a stream`,
        display: 'megabytes',
        measurements: written.measurements,
        goals: [
          ratioGoal('stream-write', written.measurements, RAW, 0.5, 0.8),
          memoryGoal('stream-write-memory', written.peaks),
          throughput('floor-stream-write', 'write >= 50 MB/s', written.measurements, 50),
        ],
        notes: peaksAsNotes(written.peaks),
      },
      {
        title: `Read ${size} as a stream`,
        display: 'megabytes',
        measurements: readBack.measurements,
        goals: [
          ratioGoal('stream-read', readBack.measurements, RAW, 0.4, 0.6),
          memoryGoal('stream-read-memory', readBack.peaks),
          throughput('floor-stream-read', 'read >= 100 MB/s', readBack.measurements, 100),
        ],
        notes: peaksAsNotes(readBack.peaks),
      },
    ]
  },
}

type Peaks = ReadonlyMap<string, readonly number[]>

async function measure(
  settings: Settings,
  direction: Direction,
  mebibytes: number,
): Promise<{ measurements: Measurement[]; peaks: Peaks }> {
  const peaks = new Map<string, number[]>()
  const names = ['nexus', RAW, 'raw files, no fsync', 'cacache', 'flydrive (fs)']
  const contestants = names
    .filter((name) => direction === 'write' || name !== 'raw files, no fsync')
    .map((name, index) => {
      const folder = join(settings.folder, `${direction}-${index}`)
      const seen: number[] = []
      peaks.set(name, seen)
      return contestant(name, folder, direction, mebibytes, seen)
    })
  const measurements = await interleave(contestants, Math.min(settings.repeats, 5))
  return { measurements, peaks }
}

function contestant(
  name: string,
  folder: string,
  direction: Direction,
  mebibytes: number,
  peaks: number[],
): Contestant {
  const call = async (what: Direction): Promise<Answer> => {
    const args = [...process.execArgv, CHILD, name, what, folder, String(mebibytes)]
    const { stdout } = await run(process.execPath, args)
    return JSON.parse(stdout) as Answer
  }
  return {
    name,
    note: noteOf(name, direction),
    async round(round) {
      if (direction === 'write') rmSync(folder, { recursive: true, force: true })
      else if (round < 0) await call('write')
      const answer = await call(direction)
      peaks.push(answer.peak)
      return { operations: answer.size / 1e6, milliseconds: answer.milliseconds }
    },
    async close() {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function noteOf(name: string, direction: Direction): string {
  if (direction === 'write') return name === 'nexus' || name === RAW ? 'durable' : 'not durable'
  return name === 'nexus' || name === 'cacache' ? 'verifies' : 'verifies nothing'
}

function memoryGoal(id: string, peaks: Peaks): Goal {
  const own = median(peaks.get('nexus') ?? []) / MEBIBYTE
  const raw = median(peaks.get(RAW) ?? []) / MEBIBYTE
  const label = `peak memory above that of ${RAW} (${raw.toFixed(0)} MiB)`
  return {
    id,
    label,
    kind: 'ratio',
    measured: own - raw,
    limit: 64,
    direction: 'atMost',
    unit: 'MiB',
  }
}

function throughput(
  id: string,
  label: string,
  measurements: readonly Measurement[],
  limit: number,
): Goal {
  return floorGoal(id, label, named(measurements, 'nexus').rate, 'atLeast', limit, 'MB/s')
}

function peaksAsNotes(peaks: Peaks): string[] {
  const parts = [...peaks].map(
    ([name, seen]) => `${name} ${(median(seen) / MEBIBYTE).toFixed(0)} MiB`,
  )
  return [`Peak memory of the process: ${parts.join(', ')}.`]
}
