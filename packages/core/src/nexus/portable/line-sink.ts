import { type FileHandle, link, open, rename, rm, unlink } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { NexusError } from '../../errors/index.ts'
import { copyBytes, removeLeftOvers, temporaryName } from '../../kit/index.ts'
import type { ExportTarget } from '../types.ts'
import { hostError } from './host-error.ts'

/** Where lines go. Exactly one of `finish` and `abandon` is called, once. */
export interface LineSink {
  /** Resolves when the bytes are no longer needed. */
  write(bytes: Uint8Array): Promise<void>
  /** Makes what was written appear, durably. */
  finish(): Promise<void>
  /** Leaves nothing. Never fails. */
  abandon(reason: unknown): Promise<void>
}

/**
 * Opens a sink on a host file, which appears only when it is complete, or on a stream, which is closed at the end.
 * @throws `ALREADY_EXISTS` when the file is there and is not to be overwritten, `INVALID_ARGUMENT`.
 */
export async function openSink(target: ExportTarget, overwrite: boolean): Promise<LineSink> {
  if (typeof target === 'string' && target !== '' && !target.includes('\0'))
    return fileSink(resolve(target), overwrite)
  if (target instanceof WritableStream) return streamSink(target)
  throw new NexusError('INVALID_ARGUMENT', 'The target of an export is no file and no stream.', {
    hint: 'Give the path of a host file, or a WritableStream of bytes.',
  })
}

async function fileSink(file: string, overwrite: boolean): Promise<LineSink> {
  const kind = { prefix: `.${basename(file).slice(0, 100)}.`, suffix: '.partial' }
  const partial = join(dirname(file), temporaryName(kind))
  const shown = <Result>(call: Promise<Result>): Promise<Result> =>
    call.catch((error: unknown) => {
      throw hostError(error, file)
    })
  if (!overwrite) await shown(requireAbsent(file))
  await removeLeftOvers(dirname(file), kind)
  // Names, tags and content are for their owner alone until the owner says otherwise.
  const handle = await shown(open(partial, 'wx', 0o600))
  return {
    write: (bytes) => shown(writeAll(handle, bytes)),
    finish: () => shown(complete(handle, partial, file, overwrite)),
    async abandon() {
      await handle.close().catch(() => undefined)
      await rm(partial, { force: true }).catch(() => undefined)
    },
  }
}

async function requireAbsent(file: string): Promise<void> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (handle === undefined) return
  await handle.close()
  throw Object.assign(new Error('The file is there.'), { code: 'EEXIST' })
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let start = 0; start < bytes.byteLength; )
    start += (await handle.write(bytes, start)).bytesWritten
}

async function complete(
  handle: FileHandle,
  partial: string,
  file: string,
  overwrite: boolean,
): Promise<void> {
  await handle.sync()
  await handle.close()
  if (overwrite) await rename(partial, file)
  else {
    // Unlike renaming, linking never takes the place of a file that came meanwhile.
    await link(partial, file)
    await unlink(partial)
  }
  const folder = await open(dirname(file), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function streamSink(stream: WritableStream<Uint8Array>): LineSink {
  const writer = stream.getWriter()
  return {
    // Who reads the stream may keep what it gets.
    write: (bytes) => writer.ready.then(() => writer.write(copyBytes(bytes))),
    finish: () => writer.close(),
    abandon: (reason) => writer.abort(reason).catch(() => undefined),
  }
}
