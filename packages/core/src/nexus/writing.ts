import { subjectOf } from '../access/index.ts'
import { NexusError } from '../errors/index.ts'
import type { Id, NodeRow } from '../spec/index.ts'
import { type BatchFile, writeBatch } from '../trees/managed/index.ts'
import { contentSource } from './content-source.ts'
import { editFile } from './editing.ts'
import { fileStateOf } from './managed-tree.ts'
import type { PathLocks } from './path-locks.ts'
import type { Located, Session } from './session.ts'
import type {
  BatchItem,
  Nexus,
  WaitOptions,
  WriteContent,
  WriteOptions,
  WriteResult,
} from './types.ts'
import {
  beforeWrite,
  type DecidedWrite,
  fieldsOf,
  heldBytes,
  resultOf,
  tellWritten,
  writeSource,
  written,
} from './write-source.ts'

type BatchItemFile = BatchFile & { readonly place: Located }

/** write, writeBatch, append and edit. */
export function createWriting(
  session: Session,
  locks: PathLocks,
): Pick<Nexus, 'write' | 'writeBatch' | 'append' | 'edit'> {
  return {
    write: (path, content, options = {}) =>
      session.call(options.signal, () => write(session, path, content, options), path),
    writeBatch: (items, options = {}) =>
      session.call(options.signal, () => batch(session, items, options)),
    append: (path, content, options = {}) =>
      session.call(options.signal, () => append(session, locks, path, content, options), path),
    edit: (path, edits, options = {}) =>
      session.call(options.signal, () => editFile(session, locks, path, edits, options), path),
  }
}

async function write(
  session: Session,
  path: string,
  content: WriteContent,
  options: WriteOptions,
): Promise<WriteResult> {
  const located = session.changeable(path)
  return writeSource(
    session,
    located,
    contentSource(content),
    options,
    session.draft('write', located.path),
  )
}

async function batch(
  session: Session,
  items: readonly BatchItem[],
  { signal }: WaitOptions,
): Promise<readonly WriteResult[]> {
  if (!Array.isArray(items)) throw noItems()
  const common = session.parts.newId()
  const given = items.map((item) => batchFile(session, item, common))
  const [first] = given
  for (const { place } of given) {
    if (place.tree.layout !== 'cas') throw mappedInBatch(place)
    if (first !== undefined && first.place.space !== place.space)
      throw severalSpaces(first.place, place)
  }
  const spooled: DecidedWrite[] = []
  try {
    return await writeAll(session, given, spooled, signal)
  } finally {
    for (const { discard } of spooled) await discard()
  }
}

async function writeAll(
  session: Session,
  given: readonly BatchItemFile[],
  spooled: DecidedWrite[],
  signal: AbortSignal | undefined,
): Promise<readonly WriteResult[]> {
  const { hooks, content } = session.parts
  const isAsked = hooks.has('beforeWrite')
  const files = isAsked ? await decideAll(session, given, spooled, signal) : given
  const nodes = await writeBatch(content, files, subjectOf(session.principal), signal)
  const results = files.map(({ place, operation }, index) =>
    resultOf(place, fileStateOf(nodes[index] as NodeRow), operation),
  )
  if (hooks.has('afterWrite'))
    for (const [index, { operation }] of files.entries())
      await tellWritten(session, results[index] as WriteResult, operation)
  return results
}

/** Asks the hooks about each file in turn; what was spooled for them is among `spooled`, also when one of them throws. */
async function decideAll(
  session: Session,
  given: readonly BatchItemFile[],
  spooled: DecidedWrite[],
  signal: AbortSignal | undefined,
): Promise<readonly BatchItemFile[]> {
  const files: BatchItemFile[] = []
  for (const file of given) {
    const { place, source, fields } = file
    const decided = await beforeWrite(session, place, source, fields, 'write', signal)
    spooled.push(decided)
    files.push({ ...file, source: decided.source, fields: decided.fields })
  }
  return files
}

/** Looks at an item before anything waits, so that the caller may change what it gave. */
function batchFile(session: Session, item: BatchItem, common: Id): BatchItemFile {
  if (typeof item !== 'object' || item === null) throw noItems()
  const place = session.changeable(item.path)
  return {
    place,
    source: contentSource(item.content),
    fields: fieldsOf(place.path.text, item),
    operation: session.draft('write', place.path, { batch: common }),
  }
}

async function append(
  session: Session,
  locks: PathLocks,
  path: string,
  content: WriteContent,
  options: WriteOptions,
): Promise<WriteResult> {
  const { signal } = options
  const located = session.changeable(path)
  const source = contentSource(content)
  const fields = fieldsOf(located.path.text, options)
  const operation = session.draft('append', located.path)
  const decided = await beforeWrite(session, located, source, fields, 'append', signal)
  const addition = await heldBytes(located.path.text, decided.source, signal).finally(
    decided.discard,
  )
  const change = session.change(operation, signal)
  const state = await locks.run(located, signal, () =>
    located.tree.append(located, addition, decided.fields, change),
  )
  return written(session, located, state, operation)
}

function noItems(): NexusError {
  return new NexusError('INVALID_ARGUMENT', 'A batch must be an array of items.', {
    hint: 'Give [{ path, content }, …].',
  })
}

/** A batch is one commit of the store, which no bucket takes part in. */
function mappedInBatch({ path, mount }: Located): NexusError {
  return new NexusError(
    'NOT_SUPPORTED',
    `A batch is all or nothing, and ${path.text} lies below ${mount.mountPoint.text}, a mount of layout path, which cannot be.`,
    { path: path.text, hint: 'Write the files below that mount one by one with write().' },
  )
}

function severalSpaces(first: Located, other: Located): NexusError {
  return new NexusError(
    'NOT_SUPPORTED',
    `A batch stays in one space: ${first.path.text} and ${other.path.text} lie in "${first.space}" and "${other.space}".`,
    {
      path: other.path.text,
      hint: 'Make one batch for each tenant.',
    },
  )
}
