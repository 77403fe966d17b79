import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Entry, type Nexus, NexusError } from '@nexusfs/core'
import { isEqualToHost } from './compare.ts'
import { sweepPartialFiles, writeHostFile } from './host-file.ts'
import type { HostEntry, HostFolder } from './host-folder.ts'
import { type ProtectedFolders, touchesProtected } from './protected-folders.ts'
import type { TransferJob } from './transfer-job.ts'
import type { TransferOptions } from './types.ts'

const WRITE_AT_ONCE = 8
/** Files up to this many bytes are read whole. */
const SMALL = 1024 * 1024

/** One name: neither a way up nor a path. A tree never gives others; a folder outside must not depend on that. */
const HOST_NAME = /^(?!\.{1,2}$)[^/\0]+$/

/** What a walk works with. */
interface ExportParts {
  readonly nx: Nexus
  readonly job: TransferJob
  readonly guard: ProtectedFolders
}

/** One directory of the walk. */
interface Level {
  readonly source: string
  /** Absent in a dry run where it would be made. */
  readonly folder: HostFolder | undefined
  /** Names from the target's root down to here. */
  readonly names: readonly string[]
}

/** A file to be copied, with what lies at its place. */
interface Plan {
  readonly entry: Entry
  readonly present: HostEntry | undefined
}

/** Walks a directory of the tree beside a host folder, directory by directory. */
export class ExportWalk {
  readonly #parts: ExportParts
  readonly #options: TransferOptions
  readonly #removals: { readonly names: readonly string[]; readonly entry: HostEntry }[] = []

  constructor(parts: ExportParts) {
    this.#parts = parts
    this.#options = parts.job.options
  }

  async run(source: string, folder: HostFolder | undefined): Promise<void> {
    if (folder === undefined) this.#announceFolder('.')
    await this.#visit({ source, folder, names: [] })
    if (folder !== undefined) await this.#removeOthers(folder)
  }

  /** Copies one file to a name in a folder, and throws what goes wrong. */
  async runOne(entry: Entry, folder: HostFolder, name: string): Promise<void> {
    const present = (await hostChildren(folder)).get(name.normalize('NFC'))
    const level = { source: entry.path, folder, names: [] }
    if (present?.stats.isDirectory()) await this.#makeWay(level, present, 'a file')
    await this.#copy(level, { entry, present }, present?.hostName ?? name)
  }

  async #visit(level: Level): Promise<void> {
    const { nx, job } = this.#parts
    job.checkSignal()
    const others = level.folder ? await hostChildren(level.folder) : new Map<string, HostEntry>()
    let files: Plan[] = []
    const { signal } = this.#options
    for await (const entry of nx.list(level.source, { recursive: false, signal })) {
      const present = others.get(entry.name)
      others.delete(entry.name)
      if (!HOST_NAME.test(entry.name)) job.markInvalid(entry.path, 'it is no name on this host')
      else if (entry.type === 'directory') await this.#enter(level, entry, present)
      else files = await this.#collect(level, files, { entry, present })
    }
    await this.#copyAll(level, files)
    if (level.folder === undefined || this.#options.dryRun === true)
      return this.#note(level, others)
    await sweepPartialFiles(level.folder, Date.now())
    this.#note(level, others)
  }

  /** Notes what only the host has. Links and devices never came from the tree and stay. */
  #note(level: Level, others: ReadonlyMap<string, HostEntry>): void {
    for (const entry of others.values()) {
      if (entry.stats.isSymbolicLink()) this.#parts.job.symbolicLinks += 1
      else if (!entry.stats.isFile() && !entry.stats.isDirectory())
        this.#parts.job.specialFiles += 1
      else if (this.#options.delete === true) this.#removals.push({ names: level.names, entry })
    }
  }

  async #enter(level: Level, entry: Entry, present: HostEntry | undefined): Promise<void> {
    try {
      const isFolder = present?.stats.isDirectory() === true
      if (present !== undefined && !isFolder) await this.#makeWay(level, present, 'a folder')
      const name = isFolder ? present.hostName : entry.name
      const folder = await this.#openFolder(level, name, isFolder)
      try {
        await this.#visit({ source: entry.path, folder, names: [...level.names, name] })
      } finally {
        await folder?.close()
      }
    } catch (error) {
      this.#parts.job.markFailed(entry.path, error)
    }
  }

  async #openFolder(level: Level, name: string, exists: boolean): Promise<HostFolder | undefined> {
    if (exists) return level.folder?.openFolder(name)
    this.#announceFolder([...level.names, name].join('/'))
    if (level.folder === undefined || this.#options.dryRun === true) return undefined
    await mkdir(level.folder.at(name))
    return level.folder.openFolder(name)
  }

  #announceFolder(path: string): void {
    this.#parts.job.act({ type: 'mkdir', path, size: 0 })
    this.#parts.job.directories += 1
  }

  async #collect(level: Level, files: Plan[], plan: Plan): Promise<Plan[]> {
    files.push(plan)
    if (files.length < WRITE_AT_ONCE) return files
    await this.#copyAll(level, files)
    return []
  }

  async #copyAll(level: Level, plans: readonly Plan[]): Promise<void> {
    this.#parts.job.checkSignal()
    await Promise.all(plans.map((plan) => this.#copyOrNote(level, plan)))
  }

  async #copyOrNote(level: Level, plan: Plan): Promise<void> {
    try {
      if (plan.present?.stats.isDirectory()) await this.#makeWay(level, plan.present, 'a file')
      const replaces = plan.present?.stats.isDirectory() === false
      await this.#copy(level, plan, replaces ? plan.present.hostName : plan.entry.name)
    } catch (error) {
      this.#parts.job.markFailed(plan.entry.path, error)
    }
  }

  async #copy(level: Level, { entry, present }: Plan, name: string): Promise<void> {
    const { nx, job } = this.#parts
    if (level.folder !== undefined && present?.stats.isFile() === true) {
      const { folder } = level
      const pair = { stats: present.stats, entry, openFile: () => folder.openFile(name) }
      if (await isEqualToHost(nx, this.#options, pair)) return job.markEqual(entry.path)
    }
    const path = [...level.names, name].join('/')
    job.act({ type: present?.stats.isFile() ? 'update' : 'create', path, size: entry.size })
    if (level.folder !== undefined && this.#options.dryRun !== true)
      await this.#write(level.folder, entry, name)
    job.markCopied(entry.path, entry.size)
  }

  async #write(folder: HostFolder, entry: Entry, name: string): Promise<void> {
    const { nx } = this.#parts
    const { signal } = this.#options
    const { mode = 0o666, modifiedAt, size } = await nx.stat(entry.path, { signal })
    const content = size <= SMALL ? await nx.read(entry.path, { signal }) : this.#chunks(entry)
    await writeHostFile(folder, { name, mode, modifiedAt, content })
  }

  async *#chunks({ path }: Entry): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#parts.nx.readStream(path, { signal: this.#options.signal })) {
      this.#parts.job.markBytes(path, chunk.byteLength)
      yield chunk
    }
  }

  /** Removes what has the other type, when deleting was asked for. */
  async #makeWay(level: Level, present: HostEntry, wanted: string): Promise<void> {
    const shown = join(level.folder?.shown ?? '', present.hostName)
    if (this.#options.delete !== true || present.stats.isSymbolicLink())
      throw new NexusError(
        present.stats.isDirectory() ? 'IS_A_DIRECTORY' : 'NOT_A_DIRECTORY',
        `Cannot replace ${JSON.stringify(shown)} by ${wanted}.`,
        { hint: 'Remove it first. Files and folders, but no links, also go with "delete".' },
      )
    await this.#remove(level.folder, level.names, present)
  }

  /** Last, and only after everything else went well. */
  async #removeOthers(root: HostFolder): Promise<void> {
    const { job } = this.#parts
    for (const { names, entry } of this.#removals) {
      if (job.hasFailed) return
      job.checkSignal()
      const folder = await openBelow(root, names)
      try {
        await this.#remove(folder, names, entry)
      } catch (error) {
        job.markFailed([...names, entry.hostName].join('/'), error)
      } finally {
        await folder.close()
      }
    }
  }

  async #remove(
    folder: HostFolder | undefined,
    names: readonly string[],
    { hostName }: HostEntry,
  ): Promise<void> {
    const { job, guard } = this.#parts
    if (folder === undefined) return
    if (touchesProtected(guard, join(await folder.realPath(), hostName))) {
      job.excluded += 1
      return
    }
    job.act({ type: 'delete', path: [...names, hostName].join('/'), size: 0 })
    if (this.#options.dryRun !== true)
      await rm(folder.at(hostName), { recursive: true, force: true })
    job.deleted += 1
  }
}

async function hostChildren(folder: HostFolder): Promise<Map<string, HostEntry>> {
  const children = new Map<string, HostEntry>()
  for await (const entry of folder.entries()) children.set(entry.name, entry)
  return children
}

/** Opens a folder below another, name by name, following no link. */
async function openBelow(root: HostFolder, names: readonly string[]): Promise<HostFolder> {
  let folder = await root.openFolder('.')
  for (const name of names) {
    const next = await folder.openFolder(name)
    await folder.close()
    folder = next
  }
  return folder
}
