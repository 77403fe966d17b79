import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { type Entry, isNexusError, type Nexus, NexusError, parsePath } from '@nexusfs/core'
import { isEqualToHost } from './compare.ts'
import { followLink, type HostEntry, HostFolder, identityOf } from './host-folder.ts'
import { attributesOf, type ImportFile, ImportWriter } from './import-writer.ts'
import type { ProtectedFolders } from './protected-folders.ts'
import type { TransferJob } from './transfer-job.ts'
import { childOf, childrenOf, removeEntry } from './tree-folder.ts'
import type { ImportOptions } from './types.ts'

const READ_AT_ONCE = 16

/** What a walk works with. */
interface ImportParts {
  readonly nx: Nexus
  readonly job: TransferJob
  readonly guard: ProtectedFolders
  /** The real path of the source, which followed links may not leave. */
  readonly realRoot: string
}

/** One folder of the walk. */
interface Level {
  readonly folder: HostFolder
  readonly target: string
  /** Relative to the source; empty for the source itself. */
  readonly shown: string
  /** Identities of this folder and those above, against links that go round in circles. */
  readonly above: ReadonlySet<string>
}

/** Walks a host folder beside a directory of the tree, folder by folder, so that memory holds one folder at a time. */
export class ImportWalk {
  readonly #parts: ImportParts
  readonly #options: ImportOptions
  readonly #writer: ImportWriter
  readonly #removals: Entry[] = []

  constructor(parts: ImportParts) {
    this.#parts = parts
    this.#options = parts.job.options
    this.#writer = new ImportWriter(parts.nx, parts.job)
  }

  async run(root: HostFolder, target: string): Promise<void> {
    const above = new Set([await root.identity()])
    await this.#visit({ folder: root, target, shown: '', above })
    await this.#writer.flush()
    await this.#removeOthers()
  }

  async #visit(level: Level): Promise<void> {
    const { nx, job } = this.#parts
    job.checkSignal()
    const others = await childrenOf(nx, level.target, this.#options.signal)
    const taken = new Set<string>()
    let files: ImportFile[] = []
    for await (const listed of level.folder.entries()) {
      const entry = await this.#admit(level, listed, taken)
      const present = others.get(listed.name)
      others.delete(listed.name)
      if (entry === undefined) continue
      if (entry.stats.isDirectory()) await this.#enter(level, entry, present)
      else files = await this.#collect(files, await this.#plan(level, entry, present))
    }
    await this.#writer.add(files)
    if (taken.size === 0) await this.#makeDirectory(level.target)
    if (this.#options.delete === true) this.#removals.push(...others.values())
  }

  /** The entry, its link followed; nothing when it is left out, which is counted. */
  async #admit(
    level: Level,
    listed: HostEntry,
    taken: Set<string>,
  ): Promise<HostEntry | undefined> {
    const { job, guard, realRoot } = this.#parts
    const shown = join(level.shown, listed.hostName)
    let entry: HostEntry | undefined = listed
    if (listed.stats.isSymbolicLink()) {
      entry =
        this.#options.follow === true ? await followLink(level.folder, listed, realRoot) : undefined
      if (entry === undefined || level.above.has(identityOf(entry.stats))) {
        job.symbolicLinks += 1
        return undefined
      }
    }
    if (guard.identities.has(identityOf(entry.stats))) {
      job.excluded += 1
      return undefined
    }
    if (!entry.stats.isFile() && !entry.stats.isDirectory()) {
      job.specialFiles += 1
      return undefined
    }
    const problem = listed.problem ?? nameProblem(level.target, listed.name, taken)
    if (problem !== undefined) {
      job.markInvalid(shown, problem)
      return undefined
    }
    taken.add(listed.name)
    return entry
  }

  async #enter(level: Level, entry: HostEntry, present: Entry | undefined): Promise<void> {
    const shown = join(level.shown, entry.hostName)
    try {
      if (present?.type === 'file') await this.#makeWay(present, 'a folder')
      const folder = await this.#openFolder(level, entry)
      try {
        const above = new Set([...level.above, identityOf(entry.stats)])
        await this.#visit({ folder, target: childOf(level.target, entry.name), shown, above })
      } finally {
        await folder.close()
      }
    } catch (error) {
      this.#parts.job.markFailed(shown, error)
    }
  }

  #openFolder(level: Level, entry: HostEntry): Promise<HostFolder> {
    return entry.followed === undefined
      ? level.folder.openFolder(entry.hostName)
      : HostFolder.open(entry.followed)
  }

  /** What is to be written for a file; nothing when it is equal or cannot be. */
  async #plan(
    level: Level,
    entry: HostEntry,
    present: Entry | undefined,
  ): Promise<ImportFile | undefined> {
    const { nx, job } = this.#parts
    const shown = join(level.shown, entry.hostName)
    const openFile = () =>
      entry.followed === undefined ? level.folder.openFile(entry.hostName) : open(entry.followed)
    try {
      if (present?.type === 'directory') await this.#makeWay(present, 'a file')
      const pair =
        present?.type === 'file' ? { stats: entry.stats, entry: present, openFile } : undefined
      if (pair !== undefined && (await isEqualToHost(nx, this.#options, pair))) {
        job.markEqual(shown)
        return undefined
      }
      const target = childOf(level.target, entry.name)
      return { ...attributesOf(entry.stats), shown, target, exists: pair !== undefined, openFile }
    } catch (error) {
      job.markFailed(shown, error)
      return undefined
    }
  }

  /** Gathers files, so that they are read a few at a time. */
  async #collect(files: ImportFile[], file: ImportFile | undefined): Promise<ImportFile[]> {
    if (file !== undefined) files.push(file)
    if (files.length < READ_AT_ONCE) return files
    await this.#writer.add(files)
    return []
  }

  /** Removes what has the other type, when deleting was asked for. */
  async #makeWay(present: Entry, wanted: string): Promise<void> {
    const { nx, job } = this.#parts
    if (this.#options.delete !== true)
      throw new NexusError(
        present.type === 'file' ? 'NOT_A_DIRECTORY' : 'IS_A_DIRECTORY',
        `Cannot replace the ${present.type} ${present.path} by ${wanted}.`,
        { path: present.path, hint: 'Remove it first, or copy with "delete".' },
      )
    job.act({ type: 'delete', path: present.path, size: 0 })
    job.deleted += 1
    if (this.#options.dryRun !== true)
      await removeEntry(nx, present.path, present.type, this.#options.signal)
  }

  async #makeDirectory(path: string): Promise<void> {
    const { nx, job } = this.#parts
    const { signal } = this.#options
    if (await nx.isDirectory(path, { signal })) return
    job.act({ type: 'mkdir', path, size: 0 })
    job.directories += 1
    if (this.#options.dryRun !== true)
      await nx.mkdir(path, { parents: true, existOk: true, signal })
  }

  /** Last, and only after everything else went well: a file that could not be read must not look like one that is gone. */
  async #removeOthers(): Promise<void> {
    const { nx, job } = this.#parts
    if (job.hasFailed) return
    for (const { path, type } of this.#removals) {
      job.checkSignal()
      job.act({ type: 'delete', path, size: 0 })
      try {
        if (this.#options.dryRun !== true) await removeEntry(nx, path, type, this.#options.signal)
        job.deleted += 1
      } catch (error) {
        job.markFailed(path, error)
      }
    }
  }
}

/** Why a name cannot be a name in the tree. */
function nameProblem(target: string, name: string, taken: ReadonlySet<string>): string | undefined {
  if (taken.has(name)) return 'another name here is the same after Unicode normalisation'
  try {
    parsePath(childOf(target, name))
    return undefined
  } catch (error) {
    if (isNexusError(error)) return error.message
    throw error
  }
}
