import { type Entry, type Nexus, NexusError, parsePath } from '@nexusfs/core'
import { sameInTree } from './compare.ts'
import { TransferJob } from './transfer-job.ts'
import { childOf, childrenOf, findStat, removeEntry } from './tree-folder.ts'
import type { TransferOptions, TransferReport } from './types.ts'

/**
 * Copies what is in a directory of the tree into another directory of the tree; content is shared, not moved.
 * Where the target is absent this is one operation; else files that are equal already are skipped.
 * @throws `NOT_FOUND`, `NOT_A_DIRECTORY`, `INVALID_ARGUMENT` for a target inside the source.
 */
export async function copyTree(
  nx: Nexus,
  from: string,
  to: string,
  options: TransferOptions = {},
): Promise<TransferReport> {
  const source = parsePath(from).text
  const target = parsePath(to).text
  const { signal } = options
  const job = new TransferJob(options)
  if (target === source || target.startsWith(childOf(source, '')))
    throw new NexusError('INVALID_ARGUMENT', `Cannot copy ${source} into itself.`, { path: target })
  const [origin, present] = [await nx.stat(source, { signal }), await findStat(nx, target, signal)]
  for (const { type, path } of present ? [origin, present] : [origin])
    if (type === 'file')
      throw new NexusError(
        'NOT_A_DIRECTORY',
        `Cannot copy ${source} to ${target}: ${path} is a file.`,
        {
          path,
        },
      )
  if (present === undefined && options.onAction === undefined && options.dryRun !== true) {
    await nx.copy(source, target, { signal })
    const { files, bytes } = await nx.content.usage(target, { signal })
    return { ...job.report(), copied: files, copiedBytes: bytes }
  }
  const walk = new CopyWalk(nx, job)
  await walk.visit(source, target)
  await walk.removeOthers()
  return job.report()
}

/** Options of {@link copyFile}. */
export interface CopyFileOptions extends TransferOptions {
  /** The etag that the file at the target must have. */
  readonly ifMatch?: string | undefined
}

/**
 * Copies one file of the tree to another path, unless the same content is there already.
 * @throws `NOT_FOUND`, `IS_A_DIRECTORY`, and what `nx.copy` throws.
 */
export async function copyFile(
  nx: Nexus,
  from: string,
  to: string,
  options: CopyFileOptions = {},
): Promise<TransferReport> {
  const { signal } = options
  const job = new TransferJob(options)
  const entry = await nx.stat(parsePath(from).text, { signal })
  const target = parsePath(to).text
  const present = await findStat(nx, target, signal)
  for (const found of present ? [entry, present] : [entry])
    if (found.type === 'directory')
      throw new NexusError(
        'IS_A_DIRECTORY',
        `Cannot copy ${entry.path} to ${target}: ${found.path} is a directory.`,
        {
          path: found.path,
        },
      )
  job.total = 1
  await new CopyWalk(nx, job).copyOne(entry, target, present, options.ifMatch)
  return job.report()
}

class CopyWalk {
  readonly #nx: Nexus
  readonly #job: TransferJob
  readonly #removals: Entry[] = []

  constructor(nx: Nexus, job: TransferJob) {
    this.#nx = nx
    this.#job = job
  }

  async visit(source: string, target: string): Promise<void> {
    const { options } = this.#job
    const { signal } = options
    this.#job.checkSignal()
    const others = await childrenOf(this.#nx, target, signal)
    let count = 0
    for await (const entry of this.#nx.list(source, { recursive: false, signal })) {
      const present = others.get(entry.name)
      others.delete(entry.name)
      count += 1
      await this.#copy(entry, childOf(target, entry.name), present)
    }
    if (count === 0 && !(await this.#nx.isDirectory(target, { signal }))) await this.#mkdir(target)
    if (options.delete === true) this.#removals.push(...others.values())
  }

  async #copy(entry: Entry, target: string, present: Entry | undefined): Promise<void> {
    try {
      if (present !== undefined && present.type !== entry.type) await this.#makeWay(present)
      if (entry.type === 'directory') await this.visit(entry.path, target)
      else await this.copyOne(entry, target, present?.type === 'file' ? present : undefined)
    } catch (error) {
      this.#job.markFailed(entry.path, error)
    }
  }

  /** Copies one file, and throws what goes wrong. */
  async copyOne(
    entry: Entry,
    target: string,
    present: Entry | undefined,
    ifMatch?: string,
  ): Promise<void> {
    const { keepExisting, dryRun, signal } = this.#job.options
    if (
      present &&
      (keepExisting || (await sameInTree(this.#nx, entry, present, this.#job.options)))
    )
      return this.#job.markEqual(entry.path)
    this.#job.act({ type: present ? 'update' : 'create', path: target, size: entry.size })
    if (dryRun !== true)
      await this.#nx.copy(entry.path, target, { overwrite: true, ifMatch, signal })
    this.#job.markCopied(entry.path, entry.size)
  }

  async #mkdir(path: string): Promise<void> {
    const { dryRun, signal } = this.#job.options
    this.#job.act({ type: 'mkdir', path, size: 0 })
    this.#job.directories += 1
    if (dryRun !== true) await this.#nx.mkdir(path, { parents: true, existOk: true, signal })
  }

  async #makeWay({ path, type }: Entry): Promise<void> {
    if (this.#job.options.delete !== true)
      throw new NexusError(
        type === 'file' ? 'NOT_A_DIRECTORY' : 'IS_A_DIRECTORY',
        `Cannot replace the ${type} ${path} by something of another type.`,
        { path, hint: 'Remove it first, or copy with "delete".' },
      )
    await this.#remove(path, type)
  }

  /** Last, and only after everything else went well. */
  async removeOthers(): Promise<void> {
    for (const { path, type } of this.#removals) {
      if (this.#job.hasFailed) return
      this.#job.checkSignal()
      await this.#remove(path, type).catch((error: unknown) => this.#job.markFailed(path, error))
    }
  }

  async #remove(path: string, type: Entry['type']): Promise<void> {
    const { dryRun, signal } = this.#job.options
    this.#job.act({ type: 'delete', path, size: 0 })
    if (dryRun !== true) await removeEntry(this.#nx, path, type, signal)
    this.#job.deleted += 1
  }
}
