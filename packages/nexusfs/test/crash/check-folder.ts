import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Nexus } from '@nexusfs/core'
import { contentHash, contentSize } from './content.ts'
import type { Files } from './operations.ts'
import { laneRoot, laneSteps, type WriterPlan } from './plan.ts'

/** What a tree shows of its files: path to size and hash of the bytes that a read gives. */
export type Shown = ReadonlyMap<string, string>

/** All files below a path, each read whole and as a stream, and compared with what its row says. */
export async function readAll(nexus: Nexus, root: string): Promise<Shown> {
  const shown = new Map<string, string>()
  if (!(await nexus.exists(root))) return shown
  for await (const entry of nexus.list(root)) {
    const bytes = await nexus.read(entry.path)
    const hash = createHash('sha256').update(bytes).digest('hex')
    if (hash !== entry.etag || bytes.byteLength !== entry.size) {
      throw new Error(
        `${entry.path} is listed as ${entry.size} bytes of ${entry.etag} and reads as ${bytes.byteLength} of ${hash}`,
      )
    }
    shown.set(entry.path, describe(bytes.byteLength, hash))
  }
  return shown
}

/** Files of a plan in the form of {@link readAll}. */
export function showFiles(files: Files): Shown {
  return new Map(
    [...files].map(([path, content]) => [
      path,
      describe(contentSize(content), contentHash(content)),
    ]),
  )
}

/** For a lane of which `acknowledged` operations completed: the files after them, and after one more. */
export function possibleStates(
  plan: WriterPlan,
  lane: number,
  acknowledged: number,
): readonly Shown[] {
  let files: Files = new Map()
  let index = 0
  for (const { after } of laneSteps(plan, lane)) {
    if (index > acknowledged) break
    if (index === acknowledged) return [showFiles(files), showFiles(after)]
    files = after
    index++
  }
  return [showFiles(files)]
}

/** What is wrong with a lane after the crash: nothing when it shows one of the possible states. */
export async function checkLane(
  nexus: Nexus,
  plan: WriterPlan,
  lane: number,
  acknowledged: number,
): Promise<readonly string[]> {
  const shown = await readAll(nexus, laneRoot(plan, lane))
  const states = possibleStates(plan, lane, acknowledged)
  if (states.some((state) => isSame(state, shown))) return []
  const expected = states[0] ?? new Map()
  return [
    `${laneRoot(plan, lane)} after ${acknowledged} acknowledged operations shows neither them nor one more:`,
    ...difference(expected, shown),
  ]
}

/** SQLite's own opinion of the database, through a connection that is not ours: `ok`. */
export function checkDatabase(folder: string): readonly string[] {
  const database = new DatabaseSync(join(folder, 'metadata.db'))
  try {
    const rows = [
      ...database.prepare('PRAGMA integrity_check').all(),
      ...database.prepare('PRAGMA foreign_key_check').all(),
    ]
    return rows
      .map((row) => JSON.stringify(row))
      .filter((row) => row !== '{"integrity_check":"ok"}')
  } finally {
    database.close()
  }
}

function describe(size: number, hash: string): string {
  return `${size} bytes of ${hash}`
}

function isSame(left: Shown, right: Shown): boolean {
  return left.size === right.size && [...left].every(([path, what]) => right.get(path) === what)
}

function difference(expected: Shown, shown: Shown): string[] {
  const paths = new Set([...expected.keys(), ...shown.keys()])
  return [...paths]
    .filter((path) => expected.get(path) !== shown.get(path))
    .map(
      (path) =>
        `  ${path}: acknowledged ${expected.get(path) ?? 'nothing'}, shown ${shown.get(path) ?? 'nothing'}`,
    )
}
