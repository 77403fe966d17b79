import type { MountedBucket } from '../../content/index.ts'
import { collectBytes } from '../../kit/index.ts'
import type { Mount } from '../../mounts/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import type { Attributes, NodeRow, Source } from '../../spec/index.ts'
import { isLeftBy } from '../is-left-by.ts'
import type {
  Change,
  FileConditions,
  FileFields,
  MakeDirectoryOptions,
  Place,
  TransferFields,
  TreeContext,
} from '../managed/index.ts'
import { rangeIn } from '../range-in.ts'
import type {
  ChildrenOptions,
  FileBytes,
  FileState,
  LookOptions,
  OpenedFile,
  ReadFileOptions,
  Seen,
  Transferred,
  Tree,
  TreeNode,
  TreeStat,
} from '../tree.ts'
import { appendObject } from './append.ts'
import { attributesAt, changeAttributesAt } from './attributes.ts'
import { listDirectory } from './children.ts'
import { makeMarker, removeMarked } from './directories.ts'
import type { FlatListing } from './flat-listing.ts'
import type { MappedPast } from './history-past.ts'
import type { Ledger } from './ledger.ts'
import { observationsOf } from './ledger-records.ts'
import { type Look, lookAt, noFileError, nothingError } from './look.ts'
import type { MappedContext } from './mapped-context.ts'
import { noteMissing } from './missing.ts'
import { Observations } from './observations.ts'
import { noListingThen, pastNode, pastStat } from './past.ts'
import { contentTypeIn, readObject, stateOf, streamObject, streamSeen } from './read.ts'
import { deleteObject } from './remove.ts'
import { removeSeenObjects } from './remove-seen.ts'
import { rowAt } from './rows.ts'
import { SkippedKeys } from './skipped-keys.ts'
import { transferWithin } from './transfer.ts'
import { writeObject } from './write.ts'

/** What a {@link MappedTree} works on. */
export interface MappedParts {
  readonly content: TreeContext
  readonly ledger: Ledger
  readonly past: MappedPast
  /** Milliseconds UTC. */
  readonly now: () => number
}

/** The tree of layout `path`: the bucket is the truth, which others see and change too. */
export class MappedTree implements Tree {
  readonly layout = 'path'
  readonly listsMountPoints = false
  readonly #mapped: MappedContext
  readonly #past: MappedPast
  readonly #walks = new WeakMap<object, FlatListing>()
  #resolving: Promise<void> | undefined

  constructor(mount: Mount, { content: context, ledger, past, now }: MappedParts) {
    const observations = new Observations()
    this.#mapped = { mount, context, ledger, observations, skipped: new SkippedKeys(), now }
    this.#past = past
  }

  /** Distinct keys that listings left out since no path leads to them; 10,000 stands for that many or more. */
  get skippedKeys(): number {
    return this.#mapped.skipped.count
  }

  /** A directory sorts as keys below it do. */
  sortsAs({ name, type }: Pick<TreeNode, 'name' | 'type'>): string {
    return type === 'directory' ? `${name}/` : name
  }

  async find(place: Place, { at, signal }: LookOptions): Promise<TreeNode | undefined> {
    if (at !== undefined)
      return pastNode(await this.#past.find(this.#mapped.mount, place, at), place)
    const there = await this.#look(place, signal)
    if (there === undefined) return undefined
    return this.#nodeOf(place, there, await rowAt(this.#mapped, place.path, there.type))
  }

  async stat(place: Place, { at, signal }: LookOptions): Promise<TreeStat> {
    if (at !== undefined)
      return pastStat(await this.#past.find(this.#mapped.mount, place, at), place)
    const there = await this.#look(place, signal)
    if (there === undefined) throw await nothingError(this.#mapped, place.path, signal)
    const row = await rowAt(this.#mapped, place.path, there.type)
    const node = this.#nodeOf(place, there, row)
    const refCount = there.type === 'file' ? 1 : 0
    const { createdBy, createdAt = node.modifiedAt, attributes } = row ?? {}
    const versionId = there.type === 'file' ? there.seen.versionId : undefined
    const kept = versionId !== undefined && { versionId }
    return { ...node, createdAt, createdBy, refCount, ...kept, mode: attributes?.posix?.mode }
  }

  async *children(place: Place, options: ChildrenOptions): AsyncGenerator<readonly TreeNode[]> {
    if (options.at !== undefined) throw noListingThen(place.path)
    await this.#resolved()
    yield* listDirectory(this.#mapped, place.path, options, this.#walks)
  }

  async open(place: Place, options: ReadFileOptions): Promise<OpenedFile> {
    if (isPast(options)) return this.#past.open(this.#mapped.mount, place, options)
    const { path } = place
    const there = await this.#look(place, options.signal)
    if (there?.type !== 'file') throw await noFileError(this.#mapped, path, options.signal)
    const { seen } = there
    const row = await rowAt(this.#mapped, path, 'file')
    const stream = (signal?: AbortSignal) => streamSeen(this.#mapped, path, seen, signal)
    return {
      ...(await stateOf(this.#mapped, path, seen)),
      path: path.text,
      name: path.segments.at(-1) as string,
      attributes: row?.attributes,
      seen: { path, type: 'file', id: row?.id, etag: seen.etag },
      read: (signal) => collectBytes(stream(signal)),
      stream,
    }
  }

  async read(place: Place, options: ReadFileOptions): Promise<FileBytes> {
    await this.#resolved()
    if (!isPast(options)) return readObject(this.#mapped, place.path, options)
    const { read: _, stream: __, ...file } = await this.open(place, options)
    return { ...file, bytes: await collectBytes(await this.#pastBytes(place, options)) }
  }

  async *stream(place: Place, options: ReadFileOptions): AsyncGenerator<Uint8Array, FileState> {
    await this.#resolved()
    if (!isPast(options)) return yield* streamObject(this.#mapped, place.path, options)
    const file = await this.open(place, options)
    yield* await this.#pastBytes(place, options)
    return file
  }

  async write(
    place: Place,
    source: Source,
    fields: FileFields,
    change: Change,
  ): Promise<FileState> {
    await this.#resolved()
    return writeObject(this.#mapped, place, source, fields, change)
  }

  async append(
    place: Place,
    addition: Uint8Array,
    fields: FileFields,
    change: Change,
  ): Promise<FileState> {
    await this.#resolved()
    return appendObject(this.#mapped, place, addition, fields, change)
  }

  async delete(place: Place, conditions: FileConditions, change: Change): Promise<void> {
    await this.#resolved()
    await deleteObject(this.#mapped, place, conditions, change)
  }

  async makeDirectory(place: Place, options: MakeDirectoryOptions, change: Change): Promise<void> {
    await this.#resolved()
    await makeMarker(this.#mapped, place, options, change)
  }

  async removeDirectory(place: Place, recursive: boolean, change: Change): Promise<number> {
    await this.#resolved()
    return removeMarked(this.#mapped, place, recursive, change)
  }

  async removeSeen(place: Place, seen: readonly Seen[], change: Change): Promise<void> {
    await this.#resolved()
    await removeSeenObjects(this.#mapped, place, seen, change)
  }

  async isLeftBy({ path }: Place, type: 'copy' | 'rename', from: VirtualPath): Promise<boolean> {
    const { mount, context } = this.#mapped
    const { store } = context
    const there = await lookAt(this.#mapped, path, undefined)
    const row = there && (await rowAt(this.#mapped, path, there.type))
    if (there === undefined || row === undefined) return false
    if (!(await isLeftBy(store, mount.space, row, { type, from, to: path }))) return false
    if (there.type === 'directory') return true
    const [known] = await observationsOf(store, [row.id])
    return known?.etag === there.seen.etag
  }

  async move(from: Place, to: Place, fields: TransferFields, change: Change): Promise<Transferred> {
    await this.#resolved()
    return transferWithin(this.#mapped, 'rename', from, to, fields, change)
  }

  async copy(from: Place, to: Place, fields: TransferFields, change: Change): Promise<Transferred> {
    await this.#resolved()
    return transferWithin(this.#mapped, 'copy', from, to, fields, change)
  }

  attributes(place: Place): Promise<Attributes> {
    return attributesAt(this.#mapped, place)
  }

  async changeAttributes(
    place: Place,
    _exists: boolean,
    conditions: FileConditions,
    change: Change,
    edit: (before: Attributes) => Attributes,
  ): Promise<void> {
    await this.#resolved()
    await changeAttributesAt(this.#mapped, place, conditions, change, edit)
  }

  /** Ends what a crash left of changes, before the first look or change; later again where that failed. */
  async #resolved(): Promise<void> {
    this.#resolving ??= this.#begin()
    try {
      await this.#resolving
    } catch (error) {
      this.#resolving = undefined
      throw error
    }
  }

  /** Nothing is planned before it is known what the endpoint really does. */
  async #begin(): Promise<void> {
    const { mount, ledger } = this.#mapped
    await (mount.backend as Partial<MountedBucket>).ready?.()
    await ledger.resolve(mount)
  }

  async #look({ path }: Place, signal: AbortSignal | undefined): Promise<Look | undefined> {
    await this.#resolved()
    const there = await lookAt(this.#mapped, path, signal)
    if (there === undefined) await noteMissing(this.#mapped, path, signal)
    return there
  }

  #nodeOf({ path }: Place, there: Look, row: NodeRow | undefined): TreeNode {
    const name = path.segments.at(-1) ?? ''
    const named = { path: path.text, name, type: there.type, id: row?.id }
    if (there.type === 'directory')
      return { ...named, size: 0, version: 0, modifiedAt: row?.createdAt ?? 0 }
    const { size, etag, modifiedAt, versionId } = there.seen
    const kept = versionId !== undefined && { versionId }
    const contentType = contentTypeIn(this.#mapped, path, there.seen, row)
    const version = row?.version ?? 0
    return { ...named, size, etag, version, contentType, modifiedAt, ...kept }
  }

  async #pastBytes(place: Place, options: ReadFileOptions): Promise<AsyncIterable<Uint8Array>> {
    const file = await this.#past.open(this.#mapped.mount, place, options)
    const isWhole = options.start === undefined && options.end === undefined
    if (isWhole) return file.stream(options.signal)
    return file.bytes(rangeIn(place.path.text, file.size, options), options.signal)
  }
}

function isPast({ at, version }: ReadFileOptions): boolean {
  return at !== undefined || version !== undefined
}
