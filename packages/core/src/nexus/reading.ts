import { NexusError } from '../errors/index.ts'
import { plainBytes } from '../kit/index.ts'
import { isADirectory } from '../trees/managed/index.ts'
import type { FileState, ReadFileOptions } from '../trees/tree.ts'
import { momentOf } from './moment.ts'
import type { Located, Session } from './session.ts'
import type { Nexus, ReadOptions } from './types.ts'

const UTF8 = new TextDecoder('utf-8', { fatal: true })

/** read, readText, readJson and readStream. */
export function createReading(
  session: Session,
): Pick<Nexus, 'read' | 'readText' | 'readJson' | 'readStream'> {
  const read = (path: string, options: ReadOptions = {}) =>
    session.call(options.signal, () => readFile(session, path, options), path)
  const readText: Nexus['readText'] = async (path, options) =>
    decode(path, await read(path, options))
  return {
    read,
    readText,
    async readJson<T>(path: string, options?: ReadOptions) {
      return parseJson(path, await readText(path, options)) as T
    },
    readStream: (path, options = {}) => readFileStream(session, path, options),
  }
}

/** What is read: a range, now, then, or in one version. */
export interface FileReadOptions extends ReadOptions {
  readonly version?: number | string | undefined
}

/** Reads a file with its hooks. */
export async function readFile(
  session: Session,
  path: string,
  options: FileReadOptions,
): Promise<Uint8Array> {
  const located = session.locate(path, 'read')
  const { hooks } = session.parts
  const request = { path: located.path.text, principal: session.principal, operation: 'read' }
  if (hooks.has('beforeRead')) await hooks.before('beforeRead', request, options.signal)
  const given = await readOptionsOf(session, located, options)
  const file = await located.tree.read(located, given)
  const { bytes } = file
  if (hooks.has('afterRead')) await hooks.after('afterRead', { ...request, ...facts(file), bytes })
  return bytes
}

/** The same as a stream, which is asked for when it is first read. */
export function readFileStream(
  session: Session,
  path: string,
  options: FileReadOptions,
): ReadableStream<Uint8Array> {
  const start = () => streamChunks(session, path, options)
  const chunks = session.steps(options.signal, start, { path, holds: true })
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await chunks.next()
          if (next.done === true) controller.close()
          else controller.enqueue(plainBytes(next.value))
        } catch (error) {
          controller.error(error)
        }
      },
      async cancel() {
        await chunks.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}

async function* streamChunks(
  session: Session,
  path: string,
  options: FileReadOptions,
): AsyncGenerator<Uint8Array, void> {
  const located = session.locate(path, 'read')
  const { hooks } = session.parts
  const request = { path: located.path.text, principal: session.principal, operation: 'read' }
  if (hooks.has('beforeRead')) await hooks.before('beforeRead', request, options.signal)
  const given = await readOptionsOf(session, located, options)
  const state = yield* located.tree.stream(located, given)
  if (hooks.has('afterRead')) await hooks.after('afterRead', { ...request, ...facts(state) })
}

/** @throws `IS_A_DIRECTORY` for one that exists by structure. */
async function readOptionsOf(
  session: Session,
  { path }: Located,
  options: FileReadOptions,
): Promise<ReadFileOptions> {
  if (session.isStructural(path)) throw isADirectory(path)
  return { ...options, at: await momentOf(session, path, options) }
}

function facts({ etag, size }: FileState): { etag: string; size: number } {
  return { etag, size }
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes)
  } catch (cause) {
    throw new NexusError('INVALID_ARGUMENT', `${path} is not UTF-8 text.`, {
      path,
      cause,
      hint: 'Read its bytes with read().',
    })
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new NexusError('INVALID_ARGUMENT', `${path} is not JSON: ${(cause as Error).message}.`, {
      path,
      cause,
      hint: 'Read it with readText().',
    })
  }
}
