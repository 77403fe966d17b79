import { type Rewound, rewind, stoppable } from '../content/index.ts'
import { isNexusError, NexusError } from '../errors/index.ts'
import { collectBytes } from '../kit/index.ts'
import type { Attributes, OperationDraft, Source } from '../spec/index.ts'
import type { FileFields } from '../trees/managed/index.ts'
import type { FileState } from '../trees/tree.ts'
import { checkedMetadata, checkedTags } from './check-attributes.ts'
import { checkWriteOptions } from './check-options.ts'
import type { Located, Session } from './session.ts'
import type { WriteOptions, WriteResult } from './types.ts'

/** Longest addition, which is held in memory. */
const MAX_HELD_BYTES = 64 << 20

/** A write as all that bring whole new content do it: hooks, content, commit, hooks. */
export async function writeSource(
  session: Session,
  located: Located,
  source: Source,
  options: WriteOptions,
  operation: OperationDraft,
): Promise<WriteResult> {
  const fields = fieldsOf(located.path.text, options)
  const { signal } = options
  const decided = await beforeWrite(session, located, source, fields, operation.type, signal)
  try {
    const change = session.change(operation, signal)
    const state = await located.tree.write(located, decided.source, decided.fields, change)
    return await written(session, located, state, operation)
  } finally {
    await decided.discard()
  }
}

/** What is to be written, as the hooks leave it. */
export interface DecidedWrite extends Rewound {
  readonly fields: FileFields
}

/** Asks the hooks; they may replace content and attributes. What was spooled for them is discarded by the caller. */
export async function beforeWrite(
  session: Session,
  { path }: Located,
  source: Source,
  fields: FileFields,
  operation: string,
  signal: AbortSignal | undefined,
): Promise<DecidedWrite> {
  const { hooks, content } = session.parts
  const given: Rewound = { source, discard: async () => {} }
  if (!hooks.has('beforeWrite')) return { ...given, fields }
  const rewound = hooks.wantsContent ? await rewind(content, source, signal) : given
  const { attributes, contentType } = fields
  const request = {
    ...{ path: path.text, principal: session.principal, operation },
    ...{ source: rewound.source, attributes, contentType },
  }
  try {
    const decision = await hooks.beforeWrite(request, signal)
    return { ...rewound, ...decision, fields: { ...fields, attributes: decision.attributes } }
  } catch (error) {
    await rewound.discard()
    throw error
  }
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
  state: FileState,
  operation: OperationDraft,
): Promise<WriteResult> {
  const result = resultOf(located, state, operation)
  if (session.parts.hooks.has('afterWrite')) await tellWritten(session, result, operation)
  return result
}

/** What a write gives its caller. */
export function resultOf(
  { path }: Located,
  { etag, size, version, versionId, modifiedAt }: FileState,
  { id }: OperationDraft,
): WriteResult {
  const kept = versionId !== undefined && { versionId }
  return { path: path.text, etag, size, version, ...kept, operationId: id, modifiedAt }
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
