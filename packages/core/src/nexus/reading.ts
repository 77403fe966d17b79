import {
  type ReadableFile,
  readRange,
  readWhole,
  restreaming,
  streamRange,
  whileMoving,
} from '../content/index.ts'
import { NexusError } from '../errors/index.ts'
import { plainBytes, resolveRange } from '../kit/index.ts'
import type { NodeRow } from '../spec/index.ts'
import { isADirectory } from '../trees/managed/index.ts'
import { fileThen, momentOf } from './moment.ts'
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
  readonly version?: number | undefined
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
  const { bytes, node } = await whileMoving(async () => {
    const file = await open(session, located, options)
    return { bytes: await readBytes(session, file, options), node: file.node }
  })
  if (hooks.has('afterRead')) await hooks.after('afterRead', { ...request, ...facts(node), bytes })
  return bytes
}

async function readBytes(
  session: Session,
  file: ReadableFile,
  options: ReadOptions,
): Promise<Uint8Array> {
  const { content } = session.parts
  const isWhole = options.start === undefined && options.end === undefined
  const bytes = isWhole
    ? await readWhole(content, file, options.signal)
    : await readRange(content, file, rangeOf(file, options), options.signal)
  return plainBytes(bytes)
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
  const { hooks, content } = session.parts
  const request = { path: located.path.text, principal: session.principal, operation: 'read' }
  if (hooks.has('beforeRead')) await hooks.before('beforeRead', request, options.signal)
  const { node } = yield* restreaming(
    () => open(session, located, options),
    (file) => streamRange(content, file, rangeOf(file, options), options.signal),
  )
  if (hooks.has('afterRead')) await hooks.after('afterRead', { ...request, ...facts(node) })
}

async function open(
  session: Session,
  { space, path }: Located,
  options: FileReadOptions,
): Promise<ReadableFile> {
  if (session.isStructural(path)) throw isADirectory(path)
  const { version } = options
  const at = await momentOf(session, path, options)
  const { node, bytes } = await fileThen(session, { space, path }, { content: true, at, version })
  return { space, path: path.text, node, bytes }
}

/** @throws `INVALID_RANGE` naming the file and its size. */
function rangeOf({ path, node }: ReadableFile, { start = 0, end }: ReadOptions) {
  try {
    return resolveRange({ start, end }, node.size)
  } catch (cause) {
    const asked = `${start} to ${end ?? 'the end'}`
    throw new NexusError(
      'INVALID_RANGE',
      `${path} has ${node.size} bytes; ${asked} was asked for.`,
      {
        path,
        cause,
        hint: 'Give 0 <= start < size and start <= end, in bytes, end exclusive.',
      },
    )
  }
}

function facts(node: NodeRow): { etag: string; size: number } {
  return { etag: node.hash as string, size: node.size }
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
