import { NexusError } from '../errors/index.ts'
import { collectBytes } from '../kit/bytes.ts'
import type { HookContent, Source } from '../spec/index.ts'
import type { Waiting } from './deadline.ts'

/**
 * Content as a hook sees it: private copies, and waiting for the source is not the hook's own time.
 * `bytes` and `stream` of a once-only source are `NOT_SUPPORTED`: the engine spools it only for hooks that declare `content: true`.
 */
export function hookContent(source: Source, plugin: string, waiting: Waiting): HookContent {
  return {
    ...(source.size !== undefined && { size: source.size }),
    async bytes(limit) {
      assertLimit(limit, plugin)
      if (source.size !== undefined && source.size > limit) throw tooLarge(limit)
      assertRewindable(source, plugin)
      if (source.bytes !== undefined) return new Uint8Array(source.bytes)
      const bytes = await waiting(() => collectBytes(source.open(), limit))
      return new Uint8Array(bytes)
    },
    stream() {
      assertRewindable(source, plugin)
      return copyChunks(source, waiting)
    },
  }
}

async function* copyChunks(source: Source, waiting: Waiting): AsyncGenerator<Uint8Array> {
  const chunks = source.open()[Symbol.asyncIterator]()
  let ended = false
  try {
    for (;;) {
      const next = await waiting(async () => chunks.next())
      if (next.done) {
        ended = true
        return
      }
      yield new Uint8Array(next.value)
    }
  } finally {
    if (!ended) await waiting(async () => chunks.return?.())
  }
}

function assertRewindable(source: Source, plugin: string): void {
  if (source.rewindable) return
  throw new NexusError(
    'NOT_SUPPORTED',
    `Plugin "${plugin}" reads a once-only stream in beforeWrite without having declared content: true.`,
    { hint: 'Declare the hook as { content: true, run }, so that the stream is spooled first.' },
  )
}

function assertLimit(limit: number, plugin: string): void {
  if (Number.isFinite(limit) && limit >= 0) return
  throw new NexusError(
    'INVALID_ARGUMENT',
    `Plugin "${plugin}" gave the limit ${limit} to bytes().`,
    {
      hint: 'Give a number of bytes, 0 or more.',
    },
  )
}

function tooLarge(limit: number): NexusError {
  return new NexusError('TOO_LARGE', `Content is longer than ${limit} bytes.`, {
    hint: 'Raise the limit, or read stream() instead.',
  })
}
