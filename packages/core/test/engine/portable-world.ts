import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ImportOptions, ImportResult, Nexus } from '@nexusfs/core'
import { onTestFinished } from 'vitest'

/** A line of an export. */
export interface Line {
  readonly path: string
  readonly [member: string]: unknown
}

/** A folder that goes when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-portable-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

/** A stream that keeps what it gets. */
export function collector(): {
  readonly stream: WritableStream<Uint8Array>
  readonly text: () => string
} {
  const chunks: Uint8Array[] = []
  const stream = new WritableStream<Uint8Array>({ write: (chunk) => void chunks.push(chunk) })
  return { stream, text: () => Buffer.concat(chunks).toString() }
}

/** What an export gives. */
export async function exported(nx: Nexus, options?: Parameters<Nexus['exportMetadata']>[1]) {
  const { stream, text } = collector()
  const { files } = await nx.exportMetadata(stream, options)
  const lines = text()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
  return { files, lines, text: text() }
}

/** Imports text, or lines, in chunks of three bytes. */
export function imported(
  nx: Nexus,
  given: string | readonly object[],
  options?: ImportOptions,
): Promise<ImportResult> {
  const text =
    typeof given === 'string' ? given : given.map((line) => JSON.stringify(line)).join('\n')
  return nx.importMetadata(inPieces(Buffer.from(text)), options)
}

/** Bytes in chunks that share one array. */
async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const size = bytes.byteLength > 10_000 ? 10_000 : 3
  const chunk = new Uint8Array(size)
  for (let start = 0; start < bytes.byteLength; start += size) {
    const piece = bytes.subarray(start, start + size)
    chunk.set(piece)
    yield chunk.subarray(0, piece.byteLength)
  }
}

/** SHA-256 in hex. */
export function etagOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** A line that carries its content. */
export function lineOf(path: string, content: string | Uint8Array, more: object = {}): Line {
  const bytes = Buffer.from(content)
  const etag = etagOf(bytes)
  return { path, size: bytes.byteLength, etag, ...more, content: bytes.toString('base64') }
}

/** A line that names content by its hash alone. */
export function bareLineOf(path: string, content: string | Uint8Array, more: object = {}): Line {
  const { content: _content, ...line } = lineOf(path, content, more)
  return line
}
