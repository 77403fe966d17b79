import { type PastPlace, requireHistory } from '../../history/index.ts'
import { throwIfAborted } from '../../kit/index.ts'
import { childPath, type VirtualPath } from '../../path/index.ts'
import {
  type ContentPlace,
  type Id,
  type NodeRow,
  ROOT_ID,
  type Sequence,
} from '../../spec/index.ts'
import { notFound } from '../../trees/managed/index.ts'
import { childPages, isPlain } from '../children.ts'
import { childText } from '../entries.ts'
import type { Session } from '../session.ts'

/** Rows of a page of a directory. */
const PAGE = 1000
const SLASH = 0x2f

/** A file as it was. */
export interface WalkedFile {
  readonly space: string
  readonly path: string
  readonly node: NodeRow
  /** Where its content lies; absent where that is to be asked for. */
  readonly content?: ContentPlace | undefined
}

/** A walk over the files of one settled state. */
export interface FileWalk {
  /** Pages of the files at and below the start, in byte order of their whole paths. @throws `NOT_FOUND`. */
  readonly pages: () => AsyncGenerator<readonly WalkedFile[]>
  /**
   * Asked after the last page: what was pruned meanwhile would have been missing.
   * @throws `HISTORY_EXPIRED`.
   */
  readonly requireKept: () => Promise<void>
}

/** Walks what the session may see at and below a path, as it was at a settled sequence. */
export function walkFiles(
  session: Session,
  start: VirtualPath,
  at: Sequence,
  signal: AbortSignal | undefined,
): FileWalk {
  const walker = new Walker(session, at, signal)
  return {
    pages: () => walker.from(start),
    async requireKept() {
      for (const place of walker.places.values())
        await requireHistory(session.parts.store, place, at)
    },
  }
}

/** A name in a directory. */
interface Child {
  readonly name: string
  readonly id: Id | undefined
  /** Absent for directories. */
  readonly node?: NodeRow | undefined
  readonly content?: ContentPlace | undefined
}

class Walker {
  /** The first place of each space that was read. */
  readonly places = new Map<string, PastPlace>()
  readonly #session: Session
  readonly #at: Sequence
  readonly #signal: AbortSignal | undefined

  constructor(session: Session, at: Sequence, signal: AbortSignal | undefined) {
    this.#session = session
    this.#at = at
    this.#signal = signal
  }

  async *from(start: VirtualPath): AsyncGenerator<readonly WalkedFile[]> {
    const { store } = this.#session.parts
    const space = this.#spaceOf(start)
    const { found } =
      start.segments.length === 0
        ? { found: undefined }
        : await store.resolve(space, start.segments, { at: this.#at })
    if (found?.node.type === 'file') {
      yield [{ space, path: start.text, node: found.node }]
      return
    }
    if (found === undefined && !this.#session.isStructural(start)) throw notFound(start)
    yield* this.#below(start, start.segments.length === 0 ? ROOT_ID : found?.node.id)
  }

  /**
   * Files below a directory in byte order of whole paths, where a directory sorts as `name/`: it waits until the names
   * that begin with its own and go on with something smaller than a slash were given.
   */
  async *#below(path: VirtualPath, id: Id | undefined): AsyncGenerator<readonly WalkedFile[]> {
    const space = this.#spaceOf(path)
    const waiting: Child[] = []
    for await (const page of this.#children(space, path, id)) {
      let files: WalkedFile[] = []
      for (const child of page) {
        while (waiting.length > 0 && !precedes(child.name, waiting.at(-1) as Child)) {
          if (files.length > 0) yield files
          files = []
          yield* this.#into(path, waiting.pop() as Child)
        }
        const { name, node, content } = child
        if (node === undefined) waiting.push(child)
        else files.push({ space, path: childText(path, name), node, content })
      }
      if (files.length > 0) yield files
    }
    while (waiting.length > 0) yield* this.#into(path, waiting.pop() as Child)
  }

  #into(path: VirtualPath, { name, id }: Child): AsyncGenerator<readonly WalkedFile[]> {
    return this.#below(childPath(path, name), id)
  }

  #children(space: string, path: VirtualPath, id: Id | undefined): AsyncGenerator<Child[]> {
    return isPlain(this.#session, path) ? this.#rows(space, id) : this.#visible(space, path, id)
  }

  async *#rows(space: string, id: Id | undefined): AsyncGenerator<Child[]> {
    if (id === undefined) return
    const { store } = this.#session.parts
    for (let after: string | undefined, more = true; more; ) {
      throwIfAborted(this.#signal)
      const options = { after, limit: PAGE, at: this.#at, contents: true }
      const page = await store.listChildren(space, id, options)
      yield page.rows.map((row, index) => childOf(row, page.contents?.[index]))
      after = page.next
      more = after !== undefined
    }
  }

  /** Near the root, where names by structure are woven in and what may not be seen is left out. */
  async *#visible(space: string, path: VirtualPath, id: Id | undefined): AsyncGenerator<Child[]> {
    const { store } = this.#session.parts
    const options = { at: this.#at, signal: this.#signal, known: { id }, exists: true }
    for await (const page of childPages(this.#session, path, options)) {
      const files = page.flatMap(({ type, id: file }) =>
        type === 'file' && file !== undefined ? [file] : [],
      )
      const rows = files.length === 0 ? [] : await store.getNodes(space, files, { at: this.#at })
      const byId = new Map(rows.flatMap((row) => (row === undefined ? [] : [[row.id, row]])))
      yield page.map(({ name, id: child }) => ({
        name,
        id: child,
        node: child === undefined ? undefined : byId.get(child),
      }))
    }
  }

  #spaceOf(path: VirtualPath): string {
    const { space } = this.#session.place(path, 'read')
    if (!this.places.has(space)) this.places.set(space, { space, path })
    return space
  }
}

function childOf(row: NodeRow, content: ContentPlace | undefined): Child {
  return { name: row.name, id: row.id, node: row.type === 'file' ? row : undefined, content }
}

/** Whether a later name of the same directory still sorts before what is in a directory. */
function precedes(name: string, directory: Child): boolean {
  return name.startsWith(directory.name) && name.charCodeAt(directory.name.length) < SLASH
}
