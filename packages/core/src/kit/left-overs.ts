import { createHash } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { newId } from './ids.ts'

/** What the names of temporary files and folders of one kind begin and end with. */
export interface TemporaryKind {
  readonly prefix: string
  readonly suffix?: string | undefined
}

const OWNER = /^([0-9a-f]{8})-(\d{1,10})-[0-9a-f-]{36}$/

/**
 * A new name for something temporary, which says whose it is: the machine and the process, and an id. What a killed
 * process leaves behind is found by {@link removeLeftOvers}.
 */
export function temporaryName({ prefix, suffix = '' }: TemporaryKind): string {
  return `${prefix}${machine()}-${process.pid}-${newId()}${suffix}`
}

/**
 * Removes files and folders of the kind whose process has ended. What belongs to another machine, or cannot be removed,
 * stays for its next time; so does what a living process happens to have the number of.
 *
 * @param folder where they lie; one that is not there holds nothing
 */
export async function removeLeftOvers(folder: string, kind: TemporaryKind): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    if (!isLeftOver(name, kind)) continue
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined)
  }
}

function isLeftOver(name: string, { prefix, suffix = '' }: TemporaryKind): boolean {
  if (!name.startsWith(prefix) || !name.endsWith(suffix)) return false
  const owner = OWNER.exec(name.slice(prefix.length, name.length - suffix.length))
  if (owner === null) return false
  const [, place, id] = owner
  return place === machine() && !isRunning(Number(id))
}

/** Process numbers mean something within one namespace of one machine only: a folder may be shared. */
function machine(): string {
  return createHash('sha256')
    .update(`${hostname()} ${processNamespace()}`)
    .digest('hex')
    .slice(0, 8)
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    // Only Linux has them.
    return ''
  }
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0)
    return true
  } catch (error) {
    // It is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
