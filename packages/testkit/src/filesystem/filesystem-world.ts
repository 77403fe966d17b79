import assert from 'node:assert/strict'
import type { ErrorCode, Nexus } from '@nexusfs/core'
import { isNexusError, type NexusError } from '@nexusfs/core'
import type { OpenedFilesystem } from './target.ts'

/** One opened filesystem with short words for what cases do to it. */
export class FilesystemWorld {
  readonly opened: OpenedFilesystem
  nx: Nexus

  constructor(opened: OpenedFilesystem) {
    this.opened = opened
    this.nx = opened.nexus
  }

  /** Files with their names as content. */
  async files(...paths: readonly string[]): Promise<void> {
    for (const path of paths) await this.nx.write(path, path)
  }

  /** Paths of the files below a directory. */
  async paths(directory = '/docs', nexus = this.nx): Promise<string[]> {
    return (await nexus.list(directory).toArray()).map(({ path }) => path)
  }

  /** Names directly in a directory; directories end in a slash. */
  async names(directory = '/docs', nexus = this.nx): Promise<string[]> {
    const entries = await nexus.list(directory, { recursive: false }).toArray()
    return entries.map(({ name, type }) => (type === 'directory' ? `${name}/` : name))
  }

  /** How many operations were logged. */
  async operations(nexus = this.nx): Promise<number> {
    return (await nexus.operations.list().toArray()).length
  }

  /** Asserts that a call fails with a code, and that it left no operation behind. */
  async refused(
    code: ErrorCode,
    call: () => Promise<unknown>,
    nexus = this.nx,
  ): Promise<NexusError> {
    const before = await this.operations(nexus)
    const error = await rejectsWith(code, call())
    assert.equal(await this.operations(nexus), before, 'a refused call is not logged')
    return error
  }
}

/** Asserts that a promise is rejected with a `NexusError` of that code, and gives the error. */
export async function rejectsWith(code: ErrorCode, promise: Promise<unknown>): Promise<NexusError> {
  const error: unknown = await promise.then(
    () => assert.fail(`Expected ${code}, but the call succeeded.`),
    (thrown: unknown) => thrown,
  )
  if (!isNexusError(error)) throw error
  assert.equal(error.code, code, error.message)
  return error
}

/** All bytes of a web stream. */
export async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}

/** Bytes as text. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8')
}

/** Bytes that do not repeat within a block: each four hold their own position. */
export function patternBytes(size: number, seed = 0): Uint8Array {
  const bytes = Buffer.alloc(size)
  for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE((at ^ seed) >>> 0, at)
  return new Uint8Array(bytes)
}
