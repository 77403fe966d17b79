import { subjectOf } from '../access/index.ts'
import { NexusError } from '../errors/index.ts'
import { collectBytes } from '../kit/index.ts'
import type { NodeRow } from '../spec/index.ts'
import { appendFile, type BatchFile, writeBatch } from '../trees/managed/index.ts'
import { contentSource } from './content-source.ts'
import { editFile } from './editing.ts'
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
import { beforeWrite, fieldsOf, writeSource, written } from './write-source.ts'

/** Longest content of one append; longer additions are written whole by `write`. */
const MAX_APPEND_BYTES = 64 << 20

/** write, writeBatch, append and edit. */
export function createWriting(
  session: Session,
  locks: PathLocks,
): Pick<Nexus, 'write' | 'writeBatch' | 'append' | 'edit'> {
  return {
    write: (path, content, options = {}) =>
      session.call(options.signal, () => write(session, path, content, options)),
    writeBatch: (items, options = {}) =>
      session.call(options.signal, () => batch(session, items, options)),
    append: (path, content, options = {}) =>
      session.call(options.signal, () => {
        const located = session.changeable(path)
        return locks.run(`${located.space}:${located.path.text}`, () =>
          append(session, located, content, options),
        )
      }),
    edit: (path, edits, options = {}) =>
      session.call(options.signal, () => editFile(session, path, edits, options)),
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
  const common = session.parts.newId()
  const files: (BatchFile & { readonly place: Located })[] = []
  for (const item of items) {
    const place = session.changeable(item.path)
    const first = files[0]?.place
    if (first !== undefined && first.space !== place.space) throw severalSpaces(first, place)
    const operation = session.draft('write', place.path, { batch: common })
    const decided = await beforeWrite(
      session,
      place,
      contentSource(item.content),
      fieldsOf(item),
      'write',
      signal,
    )
    files.push({ place, source: decided.source, fields: decided.fields, operation })
  }
  const nodes = await writeBatch(session.parts.content, files, subjectOf(session.principal), signal)
  const results: WriteResult[] = []
  for (const [index, file] of files.entries())
    results.push(await written(session, file.place, nodes[index] as NodeRow, file.operation))
  return results
}

async function append(
  session: Session,
  located: Located,
  content: WriteContent,
  options: WriteOptions,
): Promise<WriteResult> {
  const operation = session.draft('append', located.path)
  const decided = await beforeWrite(
    session,
    located,
    contentSource(content),
    fieldsOf(options),
    'append',
    options.signal,
  )
  const { bytes } = decided.source
  const addition = bytes?.slice() ?? (await collectBytes(decided.source.open(), MAX_APPEND_BYTES))
  const { node } = await appendFile(
    session.parts.content,
    located,
    addition,
    decided.fields,
    session.change(operation, options.signal),
  )
  return written(session, located, node, operation)
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
