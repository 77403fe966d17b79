import { setImmediate as others } from 'node:timers/promises'
import { type PreparedContent, streamRange } from '../../content/index.ts'
import { NexusError } from '../../errors/index.ts'
import { bytesSource } from '../../kit/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import type { NodeRow, Source } from '../../spec/index.ts'
import { findNode } from '../../trees/managed/index.ts'
import type { Located, Session } from '../session.ts'
import type { ImportOptions, ImportSource } from '../types.ts'
import { beforeWrite } from '../write-source.ts'
import { decide } from './decide.ts'
import type { ImportContents } from './import-contents.ts'
import type { ImportLine, PlacedLine } from './import-line.ts'
import { invalidLine, ofLine } from './line-error.ts'
import { LineParser, type ParsedLine } from './parse-line.ts'
import { readLines } from './read-lines.ts'

/** Lines after which others run, and progress is told. */
const STRETCH = 500
/** Lines whose content is looked for at once. */
const AT_ONCE = 500
/** Bytes that lines bring, after which those that were read are imported before others are read. */
const HELD_BYTES = 1 << 20

/** Reads the lines of one import, a few at a time, and keeps what the commit needs of them. */
export class ImportReader {
  readonly #session: Session
  readonly #contents: ImportContents
  readonly #options: ImportOptions
  readonly #parser = new LineParser()
  readonly #lines: ImportLine[] = []
  readonly #numbers = new Map<string, number>()
  #first: Located | undefined

  constructor(session: Session, contents: ImportContents, options: ImportOptions) {
    this.#session = session
    this.#contents = contents
    this.#options = options
  }

  /** @throws errors that name the first line that cannot be imported. */
  async read(source: ImportSource): Promise<readonly ImportLine[]> {
    for await (const lines of this.#placedLines(source)) {
      await this.#contents.look(lines)
      for (const line of lines) {
        const ready = this.#readyLine(line)
        if (ready === undefined) await this.#add(line)
        else this.#lines.push(ready)
        if (this.#lines.length % STRETCH === 0) await this.#tell(line)
      }
    }
    return this.#lines
  }

  /** Lines in order, a few at once. When one cannot be read, those before it come first: theirs are the first errors. */
  async *#placedLines(source: ImportSource): AsyncGenerator<readonly PlacedLine[]> {
    const { signal } = this.#options
    let lines: PlacedLine[] = []
    let held = 0
    try {
      for await (const some of readLines(source, signal)) {
        for (const numbered of some) {
          const line = this.#parser.parse(numbered)
          lines.push({ line, place: this.#placeOf(line) })
          held += line.content?.byteLength ?? 0
          if (lines.length < AT_ONCE && held < HELD_BYTES) continue
          yield lines
          lines = []
          held = 0
        }
      }
    } catch (error) {
      if (signal?.aborted !== true) yield lines
      throw error
    }
    yield lines
  }

  async #add({ line, place }: PlacedLine): Promise<void> {
    try {
      this.#lines.push(await this.#importLine(line, place))
    } catch (error) {
      throw namesLine(error, line.number) ? error : ofLine(line.number, error)
    }
  }

  /** A line with nothing to wait for, as most are. */
  #readyLine({ line, place }: PlacedLine): ImportLine | undefined {
    if (this.#session.parts.hooks.has('beforeWrite')) return undefined
    if (line.content === undefined) {
      const content = this.#contents.findKnown(line, place)
      return content && { place, line, content }
    }
    if (this.#options.dryRun === true) return undefined
    const { content: bytes, ...kept } = line
    const content = this.#contents.bringSmall(place, bytes, line.etag)
    return content && { place, line: kept, content }
  }

  async #tell({ place }: PlacedLine): Promise<void> {
    this.#options.onProgress?.({ done: this.#lines.length, path: place.path.text })
    await others()
  }

  async #importLine(line: ParsedLine, place: Located): Promise<ImportLine> {
    const { content: bytes, ...kept } = line
    const found = bytes === undefined ? await this.#contents.find(line, place) : undefined
    if (this.#options.dryRun === true || !(await this.#isWanted(line, place)))
      return { place, line: kept, content: found }
    const { hooks } = this.#session.parts
    if (hooks.has('beforeWrite')) return this.#decided(kept, place, bytes, found)
    const content =
      found ?? (await this.#contents.bringBytes(place, bytes as Uint8Array, line.etag))
    return { place, line: kept, content }
  }

  /** Whether a line will be imported as things are now; asked only where that spares moving content or asking hooks. */
  async #isWanted(line: ParsedLine, { space, path }: Located): Promise<boolean> {
    const { hooks, store, content } = this.#session.parts
    const isMoved = (line.content?.byteLength ?? 0) > content.inlineMaxBytes
    if (!isMoved && !hooks.has('beforeWrite')) return true
    const mode = this.#options.onConflict ?? 'skip'
    if (mode === 'overwrite' || mode === 'remap') return true
    const there = (await findNode(store, space, path))?.node
    const decision = decide(mode, line, there)
    return decision === 'create' || decision === 'overwrite'
  }

  /** The line as the hooks leave it. */
  async #decided(
    line: ImportLine['line'],
    place: Located,
    bytes: Uint8Array | undefined,
    found: PreparedContent | undefined,
  ): Promise<ImportLine> {
    const source = bytes === undefined ? this.#sourceOf(place, line) : bytesSource(bytes)
    const { metadata, tags } = line
    const given = { attributes: { ...(metadata && { metadata }), ...(tags && { tags }) } }
    const { signal } = this.#options
    const decided = await beforeWrite(this.#session, place, source, given, 'import', signal)
    const { attributes } = decided.fields
    const changed = { ...line, metadata: attributes?.metadata, tags: attributes?.tags }
    if (decided.source !== source) {
      const content = await this.#contents.bring(place, decided.source)
      const { hash: etag, size } = content
      return { place, line: { ...changed, etag, size }, content }
    }
    const content =
      found ?? (await this.#contents.bringBytes(place, bytes as Uint8Array, line.etag))
    return { place, line: changed, content }
  }

  /** Content that is there, for hooks that look at it. */
  #sourceOf(place: Located, line: ImportLine['line']): Source {
    const { content } = this.#session.parts
    const { etag: hash, size } = line
    const open = async function* (contents: ImportContents, start: number) {
      const { reference } = await contents.find(line, place)
      const node = { hash, size, content: reference } as NodeRow
      const file = { space: place.space, path: place.path.text, node }
      yield* streamRange(content, file, { start, end: size })
    }
    return { size, rewindable: true, open: (start = 0) => open(this.#contents, start) }
  }

  /** @throws `ACCESS_DENIED`, `READ_ONLY`, `IS_A_DIRECTORY`, `NOT_SUPPORTED`, `INVALID_ARGUMENT`, naming the line. */
  #placeOf({ number, path }: ParsedLine): Located {
    const before = this.#numbers.get(path.text)
    if (before !== undefined)
      throw invalidLine(number, `${path.text} is in line ${before} already.`)
    this.#numbers.set(path.text, number)
    try {
      const place = this.#writable(path)
      const first = this.#first ?? place
      if (first.space !== place.space) throw severalSpaces(first, place)
      this.#first = first
      return place
    } catch (error) {
      throw ofLine(number, error)
    }
  }

  #writable(path: VirtualPath): Located {
    const place = this.#permitted(path)
    if (place.tree.layout === 'cas') return place
    throw mappedTarget(place)
  }

  #permitted(path: VirtualPath): Located {
    const session = this.#session
    // Asked first, since it costs least; who asks the session again gets its error.
    if (session.isStructural(path)) return session.changeable(path.text)
    if (this.#options.intoReadonly !== true) return session.place(path, 'write')
    const place = session.place(path, 'read')
    const namespace = session.parts.namespaces.get(path.segments[0] ?? '')
    // A read-only mount stays so, also for administrators.
    return namespace?.readonly === true && !place.mount.readonly
      ? place
      : session.place(path, 'write')
  }
}

function namesLine(error: unknown, line: number): boolean {
  return error instanceof Error && error.message.startsWith(`Line ${line}:`)
}

/** Lines name content of the managed store; an import is one commit of it. */
function mappedTarget({ path, mount }: Located): NexusError {
  return new NexusError(
    'NOT_SUPPORTED',
    `Cannot import ${path.text}: it lies below ${mount.mountPoint.text}, a mount of layout path, whose files are in its bucket.`,
    { path: path.text, hint: 'Import to another place, then copy the files below that mount.' },
  )
}

function severalSpaces(first: Located, other: Located): NexusError {
  return new NexusError(
    'NOT_SUPPORTED',
    `An import stays in one space: ${first.path.text} and ${other.path.text} lie in "${first.space}" and "${other.space}".`,
    { path: other.path.text, hint: 'Export with a prefix, and import each tenant by itself.' },
  )
}
