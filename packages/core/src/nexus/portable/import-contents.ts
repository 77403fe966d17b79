import {
  isSound,
  type PreparedContent,
  prepareContent,
  withdrawContent,
} from '../../content/index.ts'
import { NexusError } from '../../errors/index.ts'
import { bytesSource } from '../../kit/index.ts'
import { DEFAULT_SPACE, ROOT_PATH } from '../../path/index.ts'
import { type Backend, type ContentRow, type Hash, INLINE, type Source } from '../../spec/index.ts'
import type { Located, Session } from '../session.ts'
import { walkPages } from '../walk.ts'
import { findInline, type SoundContent } from './find-inline.ts'
import type { ImportLine, PlacedLine } from './import-line.ts'
import { ofLine } from './line-error.ts'
import type { ParsedLine } from './parse-line.ts'

/** Bytes of inline content that are held for the commit; what comes after goes to the backend. */
const HELD_BYTES = 64 << 20

/** The content of an import's lines: what is there already, and what the lines bring. Each content is looked at once. */
export class ImportContents {
  readonly #session: Session
  readonly #signal: AbortSignal | undefined
  readonly #there = new Map<Hash, PreparedContent>()
  readonly #brought = new Map<string, PreparedContent>()
  readonly #places = new Map<PreparedContent, Located>()
  readonly #ids = new Map<Backend, Promise<readonly string[]>>()
  #seen: Promise<ReadonlySet<Hash>> | undefined
  #held = 0

  constructor(session: Session, signal: AbortSignal | undefined) {
    this.#session = session
    this.#signal = signal
  }

  /** Finds at once what lies in the store of the content of lines, all of one space, that bring none. */
  async look(lines: readonly PlacedLine[]): Promise<void> {
    const hashes = new Set<Hash>()
    for (const { line } of lines)
      if (line.content === undefined && !this.#there.has(line.etag)) hashes.add(line.etag)
    const place = lines[0]?.place
    if (place === undefined || hashes.size === 0) return
    const { content, store } = this.#session.parts
    const found = await findInline(store, content.poolOf(place.space), [...hashes])
    const seesAll = this.#seesAll(place)
    for (const row of found)
      if (seesAll || (await this.#maySee(row, place))) this.#there.set(row.hash, thereAs(row))
  }

  /** Content that was found before, of the line's size. @throws `INVALID_ARGUMENT`, naming the line. */
  findKnown({ number, etag, size }: ParsedLine, place: Located): PreparedContent | undefined {
    const content = this.#there.get(etag)
    if (content !== undefined && content.size !== size)
      throw ofLine(number, otherSize(place, content.size, size))
    return content
  }

  /** Content that is there, sound and of the line's size. @throws `NOT_FOUND`, `INVALID_ARGUMENT`, naming the line. */
  async find(line: ParsedLine, place: Located): Promise<PreparedContent> {
    const { number, etag } = line
    if (!this.#there.has(etag)) {
      const content = await this.#findSound(etag, place)
      if (content === undefined) throw ofLine(number, contentMissing(place, etag))
      this.#there.set(etag, content)
    }
    return this.findKnown(line, place) as PreparedContent
  }

  /** Brings bytes to where the commit can name them. */
  async bring(place: Located, source: Source, etag?: Hash): Promise<PreparedContent> {
    const key = etag === undefined ? undefined : keyOf(place, etag)
    const known = key === undefined ? undefined : this.#brought.get(key)
    if (known !== undefined) return known
    const { content } = this.#session.parts
    const context = this.#held < HELD_BYTES ? content : { ...content, inlineMaxBytes: 0 }
    const prepared = await prepareContent(context, targetOf(place), source, this.#signal)
    for (const mutation of prepared.mutations)
      if (mutation.action === 'inline') this.#held += mutation.bytes.byteLength
    this.#places.set(prepared, place)
    if (key !== undefined) this.#brought.set(key, prepared)
    return prepared
  }

  /** The same for bytes in memory, which have that hash. */
  async bringBytes(place: Located, bytes: Uint8Array, etag: Hash): Promise<PreparedContent> {
    return this.bringSmall(place, bytes, etag) ?? this.bring(place, bytesSource(bytes), etag)
  }

  /** The same for bytes that ride in the commit, which are not hashed again; `undefined` for more. */
  bringSmall(place: Located, bytes: Uint8Array, etag: Hash): PreparedContent | undefined {
    const { content } = this.#session.parts
    if (bytes.byteLength > content.inlineMaxBytes || this.#held >= HELD_BYTES) return undefined
    const key = keyOf(place, etag)
    const known = this.#brought.get(key)
    if (known !== undefined) return known
    const address = { pool: content.poolOf(place.space), hash: etag }
    const mutation = { kind: 'content', action: 'inline', ...address, bytes } as const
    const prepared = { hash: etag, size: bytes.byteLength, mutations: [mutation] }
    this.#held += bytes.byteLength
    this.#brought.set(key, prepared)
    return prepared
  }

  /** Gives back what was brought and that no commit came to name. */
  async withdraw(lines: readonly ImportLine[] = []): Promise<void> {
    if (this.#places.size === 0) return
    const named = new Set(lines.map(({ content }) => content))
    for (const [prepared, place] of this.#places)
      if (!named.has(prepared))
        await withdrawContent(this.#session.parts.content, targetOf(place), prepared)
  }

  async #findSound(hash: Hash, place: Located): Promise<PreparedContent | undefined> {
    const { content, store } = this.#session.parts
    const pool = content.poolOf(place.space)
    for (const backend of await this.#backendIds(place.backend)) {
      const row = await store.findContent({ pool, backend, hash })
      if (row === undefined || row.state !== 'present') continue
      if (!(await this.#maySee(row, place)) || !(await isSound(content, row))) continue
      return thereAs(row)
    }
    return undefined
  }

  /** Where content may lie: the store, the backend of the place, every other one. Asked once. */
  #backendIds(nearest: Backend): Promise<readonly string[]> {
    const known = this.#ids.get(nearest)
    if (known !== undefined) return known
    const ids = this.#findBackendIds(nearest)
    this.#ids.set(nearest, ids)
    return ids
  }

  async #findBackendIds(nearest: Backend): Promise<readonly string[]> {
    const { backends, configured } = this.#session.parts.content
    const all = [nearest, ...configured().filter((backend) => backend !== nearest)]
    // One that cannot be reached, or is another store's, holds nothing that could be used now.
    const ids = await Promise.all(all.map((one) => backends.find(one).catch(() => undefined)))
    return [INLINE, ...ids.filter((id) => id !== undefined)]
  }

  /**
   * To know a hash is not to may read what has it: who sees only a part of the pool names content of files that it sees.
   */
  async #maySee({ hash }: Pick<ContentRow, 'hash'>, place: Located): Promise<boolean> {
    if (this.#seesAll(place)) return true
    this.#seen ??= seenHashes(this.#session, this.#signal)
    return (await this.#seen).has(hash)
  }

  /** Whether the session sees all that shares content with a place. */
  #seesAll({ space }: Located): boolean {
    const { principal, parts } = this.#session
    if (principal.isAdmin === true) return true
    const own = principal.tenant ?? DEFAULT_SPACE
    const seesPool = space === own && parts.content.poolOf(space) === space
    return seesPool && (principal.tenant === undefined || principal.agent === undefined)
  }
}

function keyOf({ mount }: Located, etag: Hash): string {
  return `${mount.id} ${etag}`
}

/** The etags of all files that the session sees. */
async function seenHashes(
  session: Session,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<Hash>> {
  const seen = new Set<Hash>()
  for await (const page of walkPages(session, ROOT_PATH, { signal }))
    for (const { etag } of page) if (etag !== undefined) seen.add(etag)
  return seen
}

function thereAs({ reference, hash, size }: SoundContent): PreparedContent {
  return { reference, hash, size, mutations: [] }
}

function targetOf({ space, backend, path }: Located) {
  return { space, backend, path: path.text }
}

function contentMissing({ path }: Located, etag: Hash): NexusError {
  return new NexusError(
    'NOT_FOUND',
    `the content of ${path.text} with etag ${etag} is not there.`,
    {
      path: path.text,
      hint: 'Export with content, or bring the content here first.',
    },
  )
}

function otherSize({ path }: Located, there: number, size: number): NexusError {
  return new NexusError(
    'INVALID_ARGUMENT',
    `${path.text} is said to have ${size} bytes; the content with its etag has ${there}.`,
    { path: path.text, hint: 'Correct the line.' },
  )
}
