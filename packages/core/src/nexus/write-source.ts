import { stoppable } from '../content/index.ts'
import { isNexusError, NexusError } from '../errors/index.ts'
import { bytesSource, collectBytes } from '../kit/index.ts'
import type { Attributes, NodeRow, OperationDraft, Source } from '../spec/index.ts'
import { type FileFields, writeFile } from '../trees/managed/index.ts'
import { checkedMetadata, checkedTags } from './check-attributes.ts'
import { checkWriteOptions } from './check-options.ts'
import type { Located, Session } from './session.ts'
import type { WriteOptions, WriteResult } from './types.ts'

/** Longest content that is held in memory: a once-only stream for hooks that read it, and an addition. */
const MAX_HELD_BYTES = 64 << 20

/** A write as all that bring whole new content do it: hooks, content, commit, hooks. */
export async function writeSource(
  session: Session,
  located: Located,
  source: Source,
  options: WriteOptions,
  operation: OperationDraft,
): Promise<WriteResult> {
  const { content } = session.parts
  const fields = fieldsOf(located.path.text, options)
  const { signal } = options
  const decided = await beforeWrite(session, located, source, fields, operation.type, signal)
  const { node } = await writeFile(
    content,
    located,
    decided.source,
    decided.fields,
    session.change(operation, signal),
  )
  return written(session, located, node, operation)
}

/** Asks the hooks; they may replace content and attributes. */
export async function beforeWrite(
  session: Session,
  { path }: Located,
  source: Source,
  fields: FileFields,
  operation: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly source: Source; readonly fields: FileFields }> {
  const { hooks } = session.parts
  if (!hooks.has('beforeWrite')) return { source, fields }
  const isRead = hooks.wantsContent && !source.rewindable
  const rewindable = isRead ? await held(path.text, source, signal) : source
  const request = {
    path: path.text,
    principal: session.principal,
    operation,
    source: rewindable,
    attributes: fields.attributes,
    contentType: fields.contentType,
  }
  const decision = await hooks.beforeWrite(request, signal)
  return { source: decision.source, fields: { ...fields, attributes: decision.attributes } }
}

async function held(
  path: string,
  source: Source,
  signal: AbortSignal | undefined,
): Promise<Source> {
  return bytesSource(await heldBytes(path, source, signal))
}

/** The bytes of a source, in memory. @throws `TOO_LARGE` above 64 MiB, `ABORTED`. */
export async function heldBytes(
  path: string,
  source: Source,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  if (source.bytes !== undefined) return source.bytes
  try {
    return await collectBytes(stoppable(source.open(), signal), MAX_HELD_BYTES)
  } catch (error) {
    if (!isNexusError(error, 'TOO_LARGE')) throw error
    throw new NexusError(
      'TOO_LARGE',
      `The content for ${path} is longer than the ${MAX_HELD_BYTES} bytes that can be held in memory.`,
      { path, cause: error, hint: 'Write it in pieces, or whole by write() from a Blob.' },
    )
  }
}

/** The result of a write, once the hooks were told. */
export async function written(
  session: Session,
  located: Located,
  node: NodeRow,
  operation: OperationDraft,
): Promise<WriteResult> {
  const result = resultOf(located, node, operation)
  if (session.parts.hooks.has('afterWrite')) await tellWritten(session, result, operation)
  return result
}

/** What a write gives its caller. */
export function resultOf({ path }: Located, node: NodeRow, { id }: OperationDraft): WriteResult {
  const { size, version, modifiedAt } = node
  return { path: path.text, etag: node.hash as string, size, version, operationId: id, modifiedAt }
}

/** Tells the hooks of a write. */
export async function tellWritten(
  { parts, principal }: Session,
  { path, operationId, etag, size, version }: WriteResult,
  { type }: OperationDraft,
): Promise<void> {
  const outcome = { path, principal, operation: type, operationId, etag, size, version }
  await parts.hooks.after('afterWrite', outcome)
}

/** What a write gives the file besides its content. @throws `INVALID_ARGUMENT`, `TOO_LARGE`. */
export function fieldsOf(path: string, options: Omit<WriteOptions, 'signal'>): FileFields {
  checkWriteOptions(path, options)
  const { ifMatch, ifNoneMatch, contentType, modifiedAt } = options
  return { ifMatch, ifNoneMatch, contentType, modifiedAt, attributes: attributesOf(path, options) }
}

function attributesOf(
  path: string,
  { metadata, tags, mode }: Omit<WriteOptions, 'signal'>,
): Attributes | undefined {
  if (metadata === undefined && tags === undefined && mode === undefined) return undefined
  return {
    ...(metadata !== undefined && { metadata: checkedMetadata(path, metadata) }),
    ...(tags !== undefined && { tags: checkedTags(path, tags) }),
    ...(mode !== undefined && { posix: { mode } }),
  }
}
