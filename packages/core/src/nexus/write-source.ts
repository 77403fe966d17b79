import { collectBytes } from '../kit/index.ts'
import type { Attributes, NodeRow, OperationDraft, Source } from '../spec/index.ts'
import { type FileFields, writeFile } from '../trees/managed/index.ts'
import { checkMetadata, checkTags } from './check-attributes.ts'
import { contentSource } from './content-source.ts'
import type { Located, Session } from './session.ts'
import type { WriteOptions, WriteResult } from './types.ts'

/** Longest once-only stream that is held in memory for hooks that read the content. */
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
  const decided = await beforeWrite(
    session,
    located,
    source,
    fieldsOf(options),
    operation.type,
    options.signal,
  )
  const { node } = await writeFile(
    content,
    located,
    decided.source,
    decided.fields,
    session.change(operation, options.signal),
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
  const rewindable = source.rewindable || !hooks.wantsContent ? source : await held(source)
  const request = {
    path: path.text,
    principal: session.principal,
    operation,
    source: rewindable,
    attributes: fields.attributes,
  }
  const decision = await hooks.beforeWrite(request, signal)
  return { source: decision.source, fields: { ...fields, attributes: decision.attributes } }
}

async function held(source: Source): Promise<Source> {
  return contentSource(await collectBytes(source.open(), MAX_HELD_BYTES))
}

/** The result of a write, once the hooks were told. */
export async function written(
  session: Session,
  { path }: Located,
  node: NodeRow,
  operation: OperationDraft,
): Promise<WriteResult> {
  const { hooks } = session.parts
  const etag = node.hash as string
  const { size, version, modifiedAt } = node
  if (hooks.has('afterWrite')) {
    const { principal } = session
    await hooks.after('afterWrite', {
      path: path.text,
      principal,
      operation: operation.type,
      operationId: operation.id,
      etag,
      size,
      version,
    })
  }
  return { path: path.text, etag, size, version, operationId: operation.id, modifiedAt }
}

/** What a write gives the file besides its content. */
export function fieldsOf(options: Omit<WriteOptions, 'signal'>): FileFields {
  const { ifMatch, ifNoneMatch, contentType, modifiedAt } = options
  return { ifMatch, ifNoneMatch, contentType, modifiedAt, attributes: attributesOf(options) }
}

function attributesOf({
  metadata,
  tags,
  mode,
}: Omit<WriteOptions, 'signal'>): Attributes | undefined {
  if (metadata === undefined && tags === undefined && mode === undefined) return undefined
  if (metadata !== undefined) checkMetadata(metadata)
  if (tags !== undefined) checkTags(tags)
  return { metadata, tags, posix: mode === undefined ? undefined : { mode } }
}
