import {
  closeSync,
  constants,
  copyFileSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  unlinkSync,
  utimesSync,
} from 'node:fs'
import { type FileState, fileStateOf } from './file-state.ts'
import type { Folder } from './folder.ts'
import { systemCode } from './local-errors.ts'
import { isUtcTime, nanosecondsOf, utcTime } from './utc-time.ts'

/** What the name of a delete marker ends with, behind its time. */
export const MARKER = '.deleted'

/** How far ahead, in nanoseconds, the time of a file may lie for others to be made later: an hour. */
const FAR_AHEAD = 3_600_000_000_000n
/** Microseconds by which a time is made later, one after the other: some disks keep times in steps of two seconds. */
const STEPS = [1n, 10n, 100n, 1000n, 10_000n, 100_000n, 1_000_000n, 4_000_000n]

/** Keeps a file under a second name while it stays at its key, which a rename then replaces in one step. */
export function keepByLink(path: string, state: FileState, kept: Folder): string {
  const name = nameFor(state, utcTime(state.time), kept)
  if (name.isThere) return name.text
  try {
    linkSync(path, kept.at(name.text))
  } catch (error) {
    const code = systemCode(error)
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EXDEV' && code !== 'EMLINK') throw error
    copyFileSync(path, kept.at(name.text), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    utimesSync(kept.at(name.text), seconds(state.time), seconds(state.time))
  }
  return name.text
}

/** Moves a file away from its key, so that the key is absent. */
export function keepByMove(path: string, state: FileState, kept: Folder, id: string): string {
  const name = nameFor(state, id, kept)
  // Renaming one name of a file to another one of it does nothing (rename(2)).
  if (name.isThere) unlinkSync(path)
  else renameSync(path, kept.at(name.text))
  return name.text
}

/** Leaves the note that a key was deleted, later than the file that was there. */
export function markDeleted(kept: Folder, state: FileState, now: bigint): void {
  const time = now > state.time ? now : state.time + 1000n
  for (let number = 0n; ; number++) {
    try {
      const path = kept.at(`${utcTime(time + number * 1000n)}${MARKER}`)
      closeSync(openSync(path, 'wx', 0o600))
      return
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error
    }
  }
}

/**
 * Gives a file that comes to a key a time that no version of the key has, and a later one than the newest of them, so that
 * the time tells it from all others. A newest one that lies far ahead, by a wrong clock, is not followed.
 */
export function setLater(
  path: string,
  kept: Folder | undefined,
  current: FileState | undefined,
  now: bigint,
): void {
  const newest = current?.time ?? newestTime(kept)
  const bound = newest !== undefined && newest < now + FAR_AHEAD ? newest : undefined
  for (const step of STEPS) {
    const { mtimeNs: time } = lstatSync(path, { bigint: true })
    if (isFree(time, kept, current) && (bound === undefined || time > bound)) return
    const base = bound !== undefined && bound > time ? bound : time
    const later = seconds(base + step * 1000n + 999n)
    utimesSync(path, later, later)
  }
}

/** Names of versions and delete markers, newest first. */
export function keptNames(kept: Folder): readonly string[] {
  return readdirSync(kept.itself).filter(isKeptName).sort().reverse()
}

/** The time, as the versions have it, of a name of a version or a marker. */
export function idOf(name: string): string {
  return name.endsWith(MARKER) ? name.slice(0, -MARKER.length) : name
}

function isKeptName(name: string): boolean {
  return isUtcTime(idOf(name))
}

function newestTime(kept: Folder | undefined): bigint | undefined {
  const newest = kept && keptNames(kept)[0]
  return newest === undefined ? undefined : nanosecondsOf(idOf(newest))
}

function isFree(time: bigint, kept: Folder | undefined, current: FileState | undefined): boolean {
  const id = utcTime(time)
  if (current !== undefined && utcTime(current.time) === id) return false
  return kept === undefined || fileStateOf(kept, id) === undefined
}

/** The name itself, or one with a number behind it where another file has it; `isThere` when this very file has it. */
function nameFor(
  state: FileState,
  id: string,
  kept: Folder,
): { readonly text: string; readonly isThere: boolean } {
  for (let number = 0; ; number++) {
    const text = number === 0 ? id : `${id}-${number}`
    const there = fileStateOf(kept, text)
    if (there === undefined) return { text, isThere: false }
    if (there.identity === state.identity) return { text, isThere: true }
  }
}

function seconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1000n) / 1e6
}
