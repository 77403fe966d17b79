import { contentOf, holdCollection, readWhole } from '../../content/index.ts'
import { NexusError } from '../../errors/index.ts'
import { throwIfAborted } from '../../kit/index.ts'
import { parsePath } from '../../path/index.ts'
import { type ContentPlace, INLINE } from '../../spec/index.ts'
import type { Session } from '../session.ts'
import type { ExportOptions, ExportResult, ExportTarget } from '../types.ts'
import { ExportLines } from './export-line.ts'
import { LARGEST_CONTENT } from './limits.ts'
import { LineBuffer } from './line-buffer.ts'
import { type LineSink, openSink } from './line-sink.ts'
import { type WalkedFile, walkFiles } from './walk-files.ts'

/** Files after which progress is told. */
const STRETCH = 500

/** Writes the files that the session may see, as they are at one settled moment, one a line. */
export async function exportMetadata(
  session: Session,
  target: ExportTarget,
  options: ExportOptions,
): Promise<ExportResult> {
  const start = parsePath(options.prefix ?? '/')
  session.place(start, 'read')
  const sink = await openSink(target, options.overwrite === true)
  try {
    const hold = await holdCollection(session.parts)
    try {
      const exporting = new Export(session, sink, options)
      const at = await session.parts.store.settled()
      const walk = walkFiles(session, start, at, options.signal)
      for await (const files of walk.pages()) await exporting.add(files)
      await exporting.end()
      await walk.requireKept()
      hold.check()
      throwIfAborted(options.signal)
      await sink.finish()
      return { files: exporting.files }
    } finally {
      await hold.release()
    }
  } catch (error) {
    await sink.abandon(error)
    throw error
  }
}

class Export {
  files = 0
  readonly #session: Session
  readonly #buffer: LineBuffer
  readonly #options: ExportOptions
  readonly #lines = new ExportLines()
  /** Names of backends by id. */
  readonly #names = new Map([[INLINE, INLINE]])
  #last: string | undefined
  #told = 0

  constructor(session: Session, sink: LineSink, options: ExportOptions) {
    this.#session = session
    this.#buffer = new LineBuffer(sink)
    this.#options = options
  }

  async add(files: readonly WalkedFile[]): Promise<void> {
    throwIfAborted(this.#options.signal)
    for (const file of files) {
      const place = file.content ?? (await this.#placeOf(file))
      const name = this.#names.get(place.backend) ?? (await this.#nameOf(place.backend))
      const content = this.#options.content === true ? await this.#base64Of(file) : undefined
      const writing = this.#buffer.add(this.#lines.lineOf(file, place, name, content))
      if (writing !== undefined) await writing
    }
    this.files += files.length
    this.#last = files.at(-1)?.path
    if (this.files - this.#told >= STRETCH) this.#tell()
  }

  async end(): Promise<void> {
    if (this.files > this.#told) this.#tell()
    await this.#buffer.end()
  }

  #tell(): void {
    this.#told = this.files
    this.#options.onProgress?.({ done: this.files, path: this.#last ?? '' })
  }

  /** Asks for one, which tells damage from content that moved meanwhile, and names the path. */
  #placeOf(file: WalkedFile): Promise<ContentPlace> {
    return contentOf(this.#session.parts.content, file)
  }

  async #base64Of({ space, path, node }: WalkedFile): Promise<string> {
    throwIfAborted(this.#options.signal)
    if (node.size > LARGEST_CONTENT) throw tooLarge(path, node.size)
    const bytes = await this.#read({ space, path, node })
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  }

  /** Content leaves the tree here as it does by a read, so hooks are asked as well. */
  async #read({ space, path, node }: WalkedFile): Promise<Uint8Array> {
    const { principal, parts } = this.#session
    const { signal } = this.#options
    const request = { path, principal, operation: 'export' }
    if (parts.hooks.has('beforeRead')) await parts.hooks.before('beforeRead', request, signal)
    const bytes = await readWhole(parts.content, { space, path, node }, signal)
    if (parts.hooks.has('afterRead')) {
      const facts = { etag: node.hash as string, size: node.size }
      await parts.hooks.after('afterRead', { ...request, ...facts, bytes })
    }
    return bytes
  }

  /** The type of a backend; its location is nobody's business who gets the export. */
  async #nameOf(id: string): Promise<string> {
    const { backends, configured } = this.#session.parts.content
    const name = await backends.get(id, configured()).then(
      (backend) => backend.describe().type,
      () => id,
    )
    this.#names.set(id, name)
    return name
  }
}

function tooLarge(path: string, size: number): NexusError {
  return new NexusError(
    'TOO_LARGE',
    `The content of ${path} has ${size} bytes; a line of an export holds ${LARGEST_CONTENT} at most.`,
    { path, hint: 'Export without content, and copy large files to a folder or make a backup.' },
  )
}
