import {
  type ReadableFile,
  readRange,
  readWhole,
  restreaming,
  streamRange,
  whileMoving,
} from '../content/index.ts'
import { requireHistory } from '../history/index.ts'
import { plainBytes, throwIfAborted } from '../kit/index.ts'
import type { VirtualPath } from '../path/index.ts'
import type { Attributes, Id, MetadataStore, NodeRow, Source } from '../spec/index.ts'
import { isLeftBy } from '../trees/is-left-by.ts'
import {
  appendFile,
  type Change,
  changeAttributes,
  copyNode,
  deleteFile,
  type FileConditions,
  type FileFields,
  findNode,
  getNode,
  type MakeDirectoryOptions,
  makeDirectory,
  moveNode,
  notFound,
  type Place,
  removeDirectory,
  removeSeen,
  type TransferFields,
  type TreeContext,
  writeFile,
} from '../trees/managed/index.ts'
import { rangeIn } from '../trees/range-in.ts'
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
} from '../trees/tree.ts'
import { childText, entryOf, withDirectoryTimes } from './entries.ts'
import { directoryThen, fileThen, findThen, nodeThen } from './moment.ts'

/** Rows of a page of a directory. */
const PAGE = 1000

/** What a {@link ManagedTree} works on. */
export interface ManagedParts {
  readonly store: MetadataStore
  readonly content: TreeContext
}

/** The tree of layout `cas`: the store holds it, backends hold content by hash. */
export class ManagedTree implements Tree {
  readonly layout = 'cas'
  readonly listsMountPoints = true
  readonly parts: ManagedParts

  constructor(parts: ManagedParts) {
    this.parts = parts
  }

  sortsAs({ name }: Pick<TreeNode, 'name'>): string {
    return name
  }

  async find(place: Place, { at }: LookOptions): Promise<TreeNode | undefined> {
    const row = await findThen(this, place, at)
    if (row === undefined) return undefined
    const entry = entryOf(place.path.text, row)
    if (row.type === 'file') return entry
    return (await withDirectoryTimes(this, place.space, [entry], at))[0]
  }

  async stat(place: Place, { at }: LookOptions): Promise<TreeStat> {
    const { node } = await nodeThen(this, place, { at })
    const { createdAt, createdBy, attributes } = node
    const more = { createdAt, createdBy, mode: attributes?.posix?.mode }
    const entry = entryOf(place.path.text, node)
    if (node.type === 'directory') {
      const [timed = entry] = await withDirectoryTimes(this, place.space, [entry], at)
      return { ...timed, ...more, refCount: 0 }
    }
    const uses = await this.parts.store.countUses(place.space, node.content as number)
    return { ...entry, ...more, refCount: uses }
  }

  async *children(
    place: Place,
    { after, first = PAGE, at, signal, known, exists = false }: ChildrenOptions,
  ): AsyncGenerator<readonly TreeNode[]> {
    const { space, path } = place
    const id = known === undefined ? await directoryThen(this, place, at) : known.id
    if (id === undefined && !exists) throw notFound(path)
    if (id === undefined) return
    const { store } = this.parts
    const base = childText(path, '')
    let limit = Math.min(first, PAGE)
    for (let next = after, more = true; more; ) {
      throwIfAborted(signal)
      const page = await store.listChildren(space, id, { after: next, limit, at })
      // Asked after the page: what was pruned before it was read would be missing in it.
      if (at !== undefined) await requireHistory(store, { space, path }, at)
      const entries = page.rows.map((row) => entryOf(base + row.name, row))
      yield await withDirectoryTimes(this, space, entries, at)
      next = page.next
      more = next !== undefined
      limit = PAGE
    }
  }

  async open(place: Place, options: ReadFileOptions): Promise<OpenedFile> {
    const { content } = this.parts
    const file = await this.#open(place, options)
    const { id, from, name, attributes, size } = file.node
    return {
      ...fileStateOf(file.node),
      path: file.path,
      name,
      attributes,
      seen: { path: place.path, type: 'file', id, from, etag: file.node.hash },
      read: (signal) => readWhole(content, file, signal),
      stream: (signal) => streamRange(content, file, { start: 0, end: size }, signal),
    }
  }

  read(place: Place, options: ReadFileOptions): Promise<FileBytes> {
    return whileMoving(async () => {
      const file = await this.#open(place, options)
      const bytes = await this.#bytesOf(file, options)
      return { ...fileStateOf(file.node), bytes: plainBytes(bytes) }
    })
  }

  async *stream(place: Place, options: ReadFileOptions): AsyncGenerator<Uint8Array, FileState> {
    const { content } = this.parts
    const { node } = yield* restreaming(
      () => this.#open(place, options),
      (file) => streamRange(content, file, rangeOf(file, options), options.signal),
    )
    return fileStateOf(node)
  }

  async write(
    place: Place,
    source: Source,
    fields: FileFields,
    change: Change,
  ): Promise<FileState> {
    const { node } = await writeFile(this.parts.content, place, source, fields, change)
    return fileStateOf(node)
  }

  async append(
    place: Place,
    addition: Uint8Array,
    fields: FileFields,
    change: Change,
  ): Promise<FileState> {
    const { node } = await appendFile(this.parts.content, place, addition, fields, change)
    return fileStateOf(node)
  }

  delete(place: Place, conditions: FileConditions, change: Change): Promise<void> {
    return deleteFile(this.parts.content, place, conditions, change)
  }

  makeDirectory(place: Place, options: MakeDirectoryOptions, change: Change): Promise<void> {
    return makeDirectory(this.parts.content, place, options, change)
  }

  removeDirectory(place: Place, recursive: boolean, change: Change): Promise<number> {
    return removeDirectory(this.parts.content, place, recursive, change)
  }

  removeSeen(place: Place, seen: readonly Seen[], change: Change): Promise<void> {
    const nodes = seen.map(({ id, from }) => ({ id: id as Id, from }))
    return removeSeen(this.parts.content, place, nodes, change)
  }

  async isLeftBy(
    { space, path }: Place,
    type: 'copy' | 'rename',
    from: VirtualPath,
  ): Promise<boolean> {
    const { store } = this.parts
    const node = (await findNode(store, space, path))?.node
    return node !== undefined && isLeftBy(store, space, node, { type, from, to: path })
  }

  async move(from: Place, to: Place, fields: TransferFields, change: Change): Promise<Transferred> {
    await moveNode(this.parts.content, from, to, fields, change)
    return { count: 1 }
  }

  async copy(from: Place, to: Place, fields: TransferFields, change: Change): Promise<Transferred> {
    return { count: await copyNode(this.parts.content, from, to, fields, change) }
  }

  async attributes({ space, path }: Place, exists: boolean): Promise<Attributes> {
    const { store } = this.parts
    const found = exists ? await findNode(store, space, path) : await getNode(store, space, path)
    return found?.node.attributes ?? {}
  }

  changeAttributes(
    place: Place,
    exists: boolean,
    conditions: FileConditions,
    change: Change,
    edit: (before: Attributes) => Attributes,
  ): Promise<void> {
    return changeAttributes(this.parts.content, place, exists, conditions, change, edit)
  }

  async #open(place: Place, options: ReadFileOptions): Promise<ReadableFile> {
    const { space, path } = place
    const { at } = options
    // What is no number is refused where it is looked for.
    const version = options.version as number | undefined
    const { node, bytes } = await fileThen(this, place, { content: true, at, version })
    return { space, path: path.text, node, bytes }
  }

  #bytesOf(file: ReadableFile, options: ReadFileOptions): Promise<Uint8Array> {
    const { content } = this.parts
    const isWhole = options.start === undefined && options.end === undefined
    if (isWhole) return readWhole(content, file, options.signal)
    return readRange(content, file, rangeOf(file, options), options.signal)
  }
}

/** The state that a row of a file is. */
export function fileStateOf({
  hash = '',
  size,
  version,
  contentType,
  modifiedAt,
}: NodeRow): FileState {
  return { etag: hash, size, version, contentType, modifiedAt }
}

function rangeOf({ path, node }: ReadableFile, options: ReadFileOptions) {
  return rangeIn(path, node.size, options)
}
