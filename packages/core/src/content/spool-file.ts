import { createWriteStream } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isNexusError, NexusError } from '../errors/index.ts'
import { abortedError, fileSource } from '../kit/index.ts'
import type { Source } from '../spec/index.ts'
import type { ContentContext } from './context.ts'
import type { Digest, Digester } from './digest.ts'

const PREFIX = 'nexus-spool-'
const FILE = 'content'
/** Age from which a spooled file is taken for one that a crash left behind: a day, in milliseconds. */
const STALE_MS = 24 * 60 * 60 * 1000

/** A once-only stream in a temporary file. */
export interface SpooledFile {
  readonly kind: 'source'
  readonly source: Source
  readonly digest: Digest
  readonly discard: () => Promise<void>
}

/** Writes a stream to a temporary file; the digester has seen the chunks as they went by. @throws `NO_SPACE`, `UNAVAILABLE`, `ABORTED`. */
export async function spoolToFile(
  context: ContentContext,
  chunks: AsyncIterable<Uint8Array>,
  digester: Digester,
  signal: AbortSignal | undefined,
): Promise<SpooledFile> {
  const { tmpDir } = context
  let folder: string | undefined
  try {
    await sweep(tmpDir)
    folder = await mkdtemp(join(tmpDir, PREFIX))
    const file = join(folder, FILE)
    const target = createWriteStream(file, { mode: 0o600 })
    await pipeline(Readable.from(chunks, { highWaterMark: 1 }), target, { signal })
    const digest = digester.finish()
    return {
      kind: 'source',
      source: fileSource(file, digest.size),
      digest,
      discard: () => remove(folder as string),
    }
  } catch (error) {
    if (folder !== undefined) await remove(folder)
    if (signal?.aborted === true) throw abortedError(signal)
    throw isNexusError(error) ? error : (temporaryFolderError(error, tmpDir) ?? error)
  }
}

function remove(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true })
}

/** Errors of the temporary folder; those of the caller's stream stay as they are. */
function temporaryFolderError(error: unknown, tmpDir: string): NexusError | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException
  const hint = 'Free space there, or set tmp_dir to a folder on a larger disk.'
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new NexusError('NO_SPACE', `The temporary folder ${tmpDir} is full.`, {
      cause: error,
      hint,
    })
  }
  if (syscall !== 'mkdtemp') return undefined
  return new NexusError('UNAVAILABLE', `The temporary folder ${tmpDir} cannot be used: ${code}.`, {
    cause: error,
    hint: 'Make it writable, or set tmp_dir to another folder.',
  })
}

/** Removes what a crash left behind a day ago or longer. What cannot be removed stays for the next time. */
async function sweep(tmpDir: string): Promise<void> {
  const names = await readdir(tmpDir).catch(() => [])
  for (const name of names) {
    if (!name.startsWith(PREFIX)) continue
    const folder = join(tmpDir, name)
    const { mtimeMs } = await stat(join(folder, FILE)).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs > STALE_MS) await remove(folder).catch(() => undefined)
  }
}
