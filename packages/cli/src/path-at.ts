import type { Nexus } from '@nexusfs/core'
import { findTime, readMoment } from './command-line/read-time.ts'
import { treePath } from './tree-path.ts'

/** A file now, in a version, or at a point of the past. */
export interface PathAt {
  readonly path: string
  readonly version?: number | undefined
  readonly at?: string | undefined
}

const VERSION = /^v?(\d{1,15})$/
const OPERATION = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const SNAPSHOT = /^[\w.-]{1,128}$/

/**
 * Reads `PATH`, `PATH@VERSION`, `PATH@now` and `PATH@MOMENT`. What follows the last `@` is part of the path when a file
 * has that name, unless it is a version, a time or the id of an operation.
 */
export async function readPathAt(nexus: Nexus, given: string, now: number): Promise<PathAt> {
  const at = given.lastIndexOf('@')
  const [path, point] = [treePath(given.slice(0, at)), given.slice(at + 1)]
  if (at <= 0 || point === '' || point.includes('/')) return { path: treePath(given) }
  if (point === 'now' || VERSION.test(point) || isExact(point, now))
    return { path, ...readPoint(point, now) }
  if (!SNAPSHOT.test(point) || (await nexus.exists(treePath(given))))
    return { path: treePath(given) }
  return { path, at: point }
}

/** Reads a version (`3`, `v3`), `now`, or a moment. */
export function readPoint(given: string, now: number): Omit<PathAt, 'path'> {
  if (given === 'now') return {}
  const version = VERSION.exec(given)?.[1]
  return version === undefined ? { at: readMoment(given, now) } : { version: Number(version) }
}

function isExact(point: string, now: number): boolean {
  return OPERATION.test(point) || findTime(point, now) !== undefined
}
