import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import type { Entry, Nexus } from '@nexusfs/core'
import type { TransferOptions } from './types.ts'

const SHA256 = /^[0-9a-f]{64}$/

/** Whether a host file and a file of the tree have the same size and time. Times count to the millisecond. */
function sameSizeAndTime(host: { size: number; mtimeMs: number }, entry: Entry): boolean {
  return host.size === entry.size && Math.abs(host.mtimeMs - entry.modifiedAt) < 1
}

/** A host file beside the file of the tree that it is compared with. */
interface Pair {
  readonly stats: { readonly size: number; readonly mtimeMs: number }
  readonly entry: Entry
  openFile(): Promise<FileHandle>
}

/** Whether both sides hold the same: by size and time, with `checksum` by content. */
export async function isEqualToHost(
  nx: Nexus,
  options: TransferOptions,
  { stats, entry, openFile }: Pair,
): Promise<boolean> {
  if (options.keepExisting === true) return true
  if (options.checksum !== true) return sameSizeAndTime(stats, entry)
  if (stats.size !== entry.size) return false
  const handle = await openFile()
  try {
    const chunks = handle.createReadStream({ autoClose: false, highWaterMark: 1 << 20 })
    return (await hashOf(chunks)) === (await hashOfEntry(nx, entry, options.signal))
  } finally {
    await handle.close()
  }
}

/** The SHA-256 of chunks, in hex. */
async function hashOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}

/** The SHA-256 of a file of the tree: its etag, or computed where the etag is a provider's own. */
async function hashOfEntry(
  nx: Nexus,
  entry: Entry,
  signal: AbortSignal | undefined,
): Promise<string> {
  if (entry.etag !== undefined && SHA256.test(entry.etag)) return entry.etag
  return hashOf(nx.readStream(entry.path, { signal }))
}

/** Whether two files of the tree have the same content, as far as that is known without reading; else size and time decide. */
export async function sameInTree(
  nx: Nexus,
  a: Entry,
  b: Entry,
  options: { readonly checksum?: boolean | undefined; readonly signal?: AbortSignal | undefined },
): Promise<boolean> {
  if (a.size !== b.size) return false
  const known = [a, b].every(({ etag }) => etag !== undefined && SHA256.test(etag))
  if (!known && options.checksum !== true) return a.modifiedAt === b.modifiedAt
  return (await hashOfEntry(nx, a, options.signal)) === (await hashOfEntry(nx, b, options.signal))
}
