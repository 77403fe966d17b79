import { type FileHandle, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { type HostFolder, partialName } from './host-folder.ts'

/** Milliseconds after which an unfinished file is taken for left behind. */
const STALE = 60 * 60 * 1000

/** What a host file is to become. */
interface NewHostFile {
  readonly name: string
  /** Permission bits, further narrowed by the umask. */
  readonly mode: number
  /** Milliseconds UTC. */
  readonly modifiedAt: number
  readonly content: Uint8Array | AsyncIterable<Uint8Array>
}

/** Writes a host file under a temporary name and puts it in its place when it is complete. */
export async function writeHostFile(
  folder: HostFolder,
  { name, mode, modifiedAt, content }: NewHostFile,
): Promise<void> {
  const partial = folder.at(partialName())
  const handle = await open(partial, 'wx', mode & 0o777)
  try {
    await fill(handle, content, modifiedAt)
    await rename(partial, folder.at(name))
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

async function fill(
  handle: FileHandle,
  content: NewHostFile['content'],
  modifiedAt: number,
): Promise<void> {
  try {
    await writeFile(handle, content)
    const time = new Date(modifiedAt)
    await handle.utimes(time, time)
  } finally {
    await handle.close()
  }
}

/** Removes unfinished files that a stopped export left behind more than an hour ago. */
export async function sweepPartialFiles(folder: HostFolder, now: number): Promise<void> {
  for (const name of await folder.partialFiles()) {
    const path = folder.at(name)
    const modifiedAt = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => now,
    )
    if (now - modifiedAt > STALE) await rm(path, { force: true })
  }
}
