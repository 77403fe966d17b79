import { NexusError } from '../../errors/index.ts'
import { nodesAtPath, type PastPlace } from '../../history/index.ts'
import { throwIfAborted } from '../../kit/index.ts'
import type { Id, MetadataStore } from '../../spec/index.ts'
import { decodeCursor } from '../listing.ts'
import type { Session } from '../session.ts'
import type { OperationEntry, OperationFilter } from '../types.ts'
import { type LogQuestion, mergeOperations } from './merge-operations.ts'
import { entriesOf, isShown, showsWho } from './operation-entry.ts'
import { type ParsedFilter, parseFilter } from './operation-query.ts'

/** Rows of a page. */
const PAGE = 500
/** Nodes of one question, and those that are asked for at all. */
const NODES = 100
const MOST_NODES = 1_000

/** Pages of the operations that match and that the caller may see, newest first. */
export async function* operationPages(
  session: Session,
  filter: OperationFilter,
): AsyncGenerator<readonly OperationEntry[]> {
  const { principal, parts } = session
  const parsed = parseFilter(session, filter)
  const after = await positionOf(session, parsed.spaces, filter.cursor)
  const questions = await questionsOf(session, parsed, after)
  const size = Math.min(PAGE, (filter.limit ?? PAGE) + 1)
  for await (const rows of mergeOperations(parts.store, questions, Math.max(1, size))) {
    throwIfAborted(filter.signal)
    const shown = rows.filter(
      (row) => isShown(session, row) && (!parsed.asksWho || showsWho(principal, row)),
    )
    yield await entriesOf(session, shown)
  }
}

/** A path asks for operations that name it, and for those on nodes that are or were there, whatever their names then. */
async function questionsOf(
  { parts: { store } }: Session,
  { spaces, path, query }: ParsedFilter,
  after: string | undefined,
): Promise<readonly LogQuestion[]> {
  const asked = { ...query, path: path?.text, after }
  const questions: LogQuestion[] = spaces.map((space) => ({ space, query: asked }))
  const [space] = spaces
  if (path === undefined || space === undefined) return questions
  const nodes = await newestNodes(store, { space, path })
  for (let start = 0; start < nodes.length; start += NODES) {
    const chunk = nodes.slice(start, start + NODES)
    questions.push({ space, query: { ...query, nodes: chunk, after } })
  }
  return questions
}

/** Nodes that are or were at a path: the one that is there, then those before it. */
async function newestNodes(store: MetadataStore, place: PastPlace): Promise<readonly Id[]> {
  const nodes: Id[] = []
  for await (const { node } of nodesAtPath(store, place))
    if (nodes.push(node.id) === MOST_NODES) break
  return nodes
}

/** Where the log goes on after the operation that a cursor names. */
async function positionOf(
  { parts: { store } }: Session,
  spaces: readonly string[],
  cursor: string | undefined,
): Promise<string | undefined> {
  if (cursor === undefined) return undefined
  const id = decodeCursor(cursor, isText)
  for (const space of spaces) {
    const { rows } = await store.operations(space, { id, limit: 1 })
    if (rows[0] !== undefined) return String(rows[0].sequence)
  }
  throw new NexusError('INVALID_ARGUMENT', 'The cursor is not one of this log.', {
    hint: 'Give the cursor of the listing before, unchanged, or none to begin anew.',
  })
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
