import { createHash } from 'node:crypto'
import { lstatSync, readlinkSync, renameSync, symlinkSync, unlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { abortedError, NexusError, quoteKey } from '@nexusfs/core/kit'
import type { Folder } from './folder.ts'
import type { FolderTree } from './folder-tree.ts'
import { RESERVED } from './key-place.ts'
import { systemCode } from './local-errors.ts'
import { hashName } from './own-folder.ts'

/** Where locks lie. */
export const LOCK_FOLDERS = [RESERVED, 'locks'] as const

/** A lock is held for microseconds; one that is older, in milliseconds, was left behind. */
const STALE_MS = 10_000
/** How long a lock is waited for, in milliseconds. */
const PATIENCE_MS = 30_000

/** Whose a lock is; as text, the target of the symbolic link that is the lock. */
interface Owner {
  readonly process: number
  /** When the process began, milliseconds UTC: process numbers are used again. */
  readonly begun: number
  readonly host: string
}

/**
 * Locks on keys among all processes that use one root, so that comparing an object and replacing it is one step.
 * A lock is a symbolic link: making it fails when it is there, and it says whose it is. It is held only while one
 * synchronous step runs; one whose process is gone is taken over.
 */
export class KeyLocks {
  readonly #tree: FolderTree
  /** Makes each taking of a lock different, also between two instances in one process. */
  readonly #instance: string
  #taken = 0

  constructor(tree: FolderTree, newId: () => string) {
    this.#tree = tree
    this.#instance = newId().replaceAll('-', '').slice(-12)
  }

  /** As `run`, but on a disk without room for a lock the step runs without one: what frees room must not need any. */
  async runEvenWhenFull<Result>(
    keys: readonly string[],
    signal: AbortSignal | undefined,
    step: () => Result,
  ): Promise<Result> {
    let began = false
    try {
      return await this.run(keys, signal, () => {
        began = true
        return step()
      })
    } catch (error) {
      const code = systemCode(error)
      if (began || (code !== 'ENOSPC' && code !== 'EDQUOT')) throw error
      return step()
    }
  }

  /** Runs a synchronous step while the locks on the keys are held. @throws `BUSY` when another holds one for too long. */
  async run<Result>(
    keys: readonly string[],
    signal: AbortSignal | undefined,
    step: () => Result,
  ): Promise<Result> {
    const folder = await this.#tree.make(LOCK_FOLDERS)
    try {
      const paths = [...new Set(keys)].sort().map((key) => folder.at(hashName(key)))
      const owner = encodeOwner(this.#serial())
      const deadline = Date.now() + PATIENCE_MS
      for (;;) {
        const blocked = takeAll(paths, owner)
        if (blocked === undefined) break
        if (this.#isStale(blocked)) this.#takeOver(folder, blocked)
        else if (Date.now() > deadline) throw lockBusy(keys)
        else await pause(1 + (this.#taken % 5), signal)
      }
      return runAndRelease(paths, owner, step)
    } finally {
      folder.close()
    }
  }

  #serial(): string {
    this.#taken++
    return `${this.#instance}-${this.#taken.toString(36)}`
  }

  #isStale(path: string): boolean {
    const target = readTarget(path)
    const owner = target === undefined ? undefined : decodeOwner(target)
    const stats = lstatSync(path, { throwIfNoEntry: false })
    if (stats === undefined) return false
    if (Date.now() - stats.mtimeMs > STALE_MS) return true
    return owner !== undefined && isGone(owner)
  }

  /** Moves a lock that was left behind out of the way; one that was taken anew in between is put back. */
  #takeOver(folder: Folder, path: string): void {
    const before = readTarget(path)
    const aside = folder.at(`stale-${this.#serial()}`)
    try {
      renameSync(path, aside)
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return
      throw error
    }
    const moved = readTarget(aside)
    if (moved !== undefined && moved !== before) takeAll([path], moved)
    removeLock(aside)
  }
}

/** Takes all locks or none; gives the path of one that is held by another. */
function takeAll(paths: readonly string[], owner: string): string | undefined {
  for (const [index, path] of paths.entries()) {
    try {
      symlinkSync(owner, path)
    } catch (error) {
      for (const taken of paths.slice(0, index)) removeLock(taken)
      if (systemCode(error) === 'EEXIST') return path
      throw error
    }
  }
  return undefined
}

function runAndRelease<Result>(
  paths: readonly string[],
  owner: string,
  step: () => Result,
): Result {
  try {
    return step()
  } finally {
    for (const path of paths) if (readTarget(path) === owner) removeLock(path)
  }
}

function readTarget(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    // Released in the meantime.
    return undefined
  }
}

function removeLock(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
  }
}

/** Short enough for a link that needs no block of its own. */
function encodeOwner(serial: string): string {
  const { process: number, begun, host } = self()
  return `${number}.${begun.toString(36)}.${host}.${serial}`
}

function decodeOwner(target: string): Owner | undefined {
  const [number = '', begun = '', host] = target.split('.')
  if (host === undefined) return undefined
  return { process: Number(number), begun: Number.parseInt(begun, 36), host }
}

function self(): Owner {
  const host = createHash('sha256').update(hostname()).digest('base64url').slice(0, 8)
  return { process: process.pid, begun: Math.round(performance.timeOrigin), host }
}

/** Whether the process that took a lock has ended. Only known on its own host. */
function isGone(owner: Owner): boolean {
  const me = self()
  if (owner.host !== me.host) return false
  if (owner.process === me.process) return owner.begun !== me.begun
  try {
    process.kill(owner.process, 0)
    return false
  } catch (error) {
    return systemCode(error) === 'ESRCH'
  }
}

function lockBusy(keys: readonly string[]): NexusError {
  return new NexusError(
    'BUSY',
    `Another process keeps ${keys.map(quoteKey).join(' and ')} locked.`,
    {
      hint: 'Try again; if it stays so, look for a stopped process that uses the folder.',
    },
  )
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(milliseconds, undefined, { signal })
  } catch {
    throw abortedError(signal)
  }
}
