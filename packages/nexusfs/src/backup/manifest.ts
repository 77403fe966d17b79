import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { NexusError } from '@nexusfs/core'
import { hostError } from '../transfer/host-error.ts'

/** The file that says what a backup holds; it is written last. */
export const MANIFEST = 'manifest.jsonl'
/** The folder of a backup that holds the data folder's files. */
export const DATA = 'data'

const KIND = 'nexusfs-backup'
const FORMAT = 1

/** The first line. */
export interface ManifestHead {
  readonly kind: typeof KIND
  readonly format: typeof FORMAT
  /** When the database was copied, ISO 8601 UTC. */
  readonly time: string
}

/** A line in between. */
export interface ManifestFile {
  /** Relative to the backup, with slashes. */
  readonly path: string
  readonly size: number
  readonly sha256: string
}

/** The last line; without it the manifest is not whole. */
export interface ManifestEnd {
  readonly files: number
  readonly bytes: number
  readonly lost: number
  readonly elsewhere: readonly string[]
  /** Of all lines before this one. */
  readonly sha256: string
}

/** Writes a manifest line by line. */
export class ManifestWriter {
  readonly #handle: FileHandle
  readonly #hash = createHash('sha256')
  #text = ''
  files = 0
  bytes = 0

  private constructor(handle: FileHandle) {
    this.#handle = handle
  }

  static async create(folder: string, time: string): Promise<ManifestWriter> {
    const writer = new ManifestWriter(await open(join(folder, MANIFEST), 'wx', 0o600))
    await writer.#write({ kind: KIND, format: FORMAT, time } satisfies ManifestHead)
    return writer
  }

  async add(file: ManifestFile): Promise<void> {
    this.files += 1
    this.bytes += file.size
    await this.#write(file)
  }

  /** Makes the manifest whole and durable. */
  async finish(end: Pick<ManifestEnd, 'lost' | 'elsewhere'>): Promise<void> {
    await this.#flush()
    const { files, bytes } = this
    const last: ManifestEnd = { files, bytes, ...end, sha256: this.#hash.digest('hex') }
    await this.#handle.appendFile(`${JSON.stringify(last)}\n`)
    await this.#handle.sync()
  }

  close(): Promise<void> {
    return this.#handle.close()
  }

  async #write(line: object): Promise<void> {
    this.#text += `${JSON.stringify(line)}\n`
    if (this.#text.length > 1 << 16) await this.#flush()
  }

  async #flush(): Promise<void> {
    const text = this.#text
    this.#text = ''
    this.#hash.update(text)
    await this.#handle.appendFile(text)
  }
}

/** A manifest as it is read: its head, then each file, then its end, which `end` gives once all was read. */
export interface ManifestReader {
  readonly head: ManifestHead
  readonly files: () => AsyncGenerator<ManifestFile>
  readonly end: () => ManifestEnd
}

/** Opens the manifest of a backup. @throws `NOT_FOUND` where there is none, `CORRUPT`, `STORE_FORMAT`. */
export async function openManifest(folder: string): Promise<ManifestReader> {
  let end: ManifestEnd | undefined
  const head = await readHead(folder)
  return {
    head,
    async *files() {
      const hash = createHash('sha256')
      for await (const [index, text] of numbered(folder)) {
        if (end !== undefined) throw damaged(folder, 'it goes on after its last line')
        const line = parse(folder, text)
        if (index > 0 && line.files !== undefined) end = line as unknown as ManifestEnd
        else {
          hash.update(`${text}\n`)
          if (index > 0) yield fileOf(folder, line)
        }
      }
      if (end === undefined) throw damaged(folder, 'its last line is missing')
      if (hash.digest('hex') !== end.sha256) throw damaged(folder, 'its lines were changed')
    },
    end() {
      if (end === undefined) throw damaged(folder, 'it was not read to its end')
      return end
    },
  }
}

async function readHead(folder: string): Promise<ManifestHead> {
  for await (const [, text] of numbered(folder)) {
    const { kind, format, time } = parse(folder, text)
    if (kind !== KIND || typeof time !== 'string') break
    if (format === FORMAT) return { kind, format, time }
    throw new NexusError('STORE_FORMAT', `The backup ${folder} has format ${String(format)}.`, {
      hint: 'Update nexusfs.',
    })
  }
  throw damaged(folder, 'it does not begin as one')
}

async function* numbered(folder: string): AsyncGenerator<readonly [number, string]> {
  const input = createReadStream(join(folder, MANIFEST), 'utf8')
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  let failure: unknown
  input.on('error', (error) => {
    failure = error
    lines.close()
  })
  try {
    let index = 0
    for await (const line of lines) yield [index++, line] as const
    if (failure !== undefined) throw failure
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw hostError(error, folder)
    throw new NexusError('NOT_FOUND', `There is no backup at ${folder}: it has no ${MANIFEST}.`, {
      hint: 'Give the folder that createBackup() made.',
    })
  } finally {
    input.destroy()
  }
}

function parse(folder: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // Falls through to the one error for everything that is no line.
  }
  throw damaged(folder, 'it has a line that is no JSON object')
}

/** What is restored lies below the data folder, whatever a manifest says. */
function fileOf(folder: string, line: Readonly<Record<string, unknown>>): ManifestFile {
  const { path, size, sha256 } = line
  const isInside =
    typeof path === 'string' &&
    path.startsWith(`${DATA}/`) &&
    !path.includes('\0') &&
    path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..')
  if (isInside && Number.isSafeInteger(size) && typeof sha256 === 'string')
    return { path, size: size as number, sha256 }
  throw damaged(folder, 'it has a line that names no file of the backup')
}

function damaged(folder: string, problem: string): NexusError {
  return new NexusError('CORRUPT', `The manifest of the backup ${folder} is damaged: ${problem}.`, {
    hint: 'Use another backup.',
  })
}
