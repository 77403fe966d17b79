import { isNexusError, NexusError } from '../errors/index.ts'
import type { ContentRow, NodeRow } from '../spec/index.ts'
import type { ContentContext } from './context.ts'
import type { Readable, Reading } from './reading.ts'

/** Content that was let go or renewed while it was being read: whoever has given nothing yet reads the node again. */
export class ContentMoved extends NexusError {
  constructor(path: string) {
    super(
      'CONFLICT',
      `${path} was changed or deleted while it was being read, and the content it had is gone.`,
      { path, hint: 'Read it again.' },
    )
  }
}

/**
 * Whether content that was not sound to a reader is another one by now: no state of the node has it any more, or it was
 * renewed. A row that was not there as `present` from the start says nothing about the object.
 */
export async function hasMoved({ context, file, content }: Reading): Promise<boolean> {
  if (!(await isNamed(context, file))) return true
  const now = await findRow(context, file.node)
  return now !== undefined && editionOf(now) !== editionOf(content)
}

/** Whether a state of the node, live or past, has the content: then it cannot have been collected. */
export async function isNamed(
  { store }: ContentContext,
  { space, node }: Readable,
): Promise<boolean> {
  const [live] = await store.getNodes(space, [node.id])
  if (live?.content === node.content) return true
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.nodeHistory(space, node.id, { after, limit: 1000 })
    if (page.rows.some(({ content }) => content === node.content)) return true
    after = page.next
    more = after !== undefined
  }
  return false
}

async function findRow(
  { store }: ContentContext,
  { content }: NodeRow,
): Promise<ContentRow | undefined> {
  try {
    return await store.getContent(content as number)
  } catch (error) {
    if (isNexusError(error, 'CORRUPT')) return undefined
    throw error
  }
}

function editionOf({ state, generation, parts = [] }: ContentRow): string {
  return [state, generation, ...parts.map((part) => `${part.reference}.${part.generation}`)].join()
}

/** Runs something that reads nodes and their content, again where content moved meanwhile. */
export async function whileMoving<Result>(run: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof ContentMoved)) throw error
    }
  }
}

/** Streams a file; where its content moved before anything was given, opens it anew and streams that. */
export async function* restreaming(
  open: () => Promise<Readable>,
  stream: (file: Readable) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, Readable> {
  for (;;) {
    const file = await open()
    let hasBegun = false
    try {
      for await (const chunk of stream(file)) {
        hasBegun = true
        yield chunk
      }
      return file
    } catch (error) {
      if (hasBegun || !(error instanceof ContentMoved)) throw error
    }
  }
}
