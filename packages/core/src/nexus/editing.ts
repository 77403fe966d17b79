import { isNexusError, NexusError } from '../errors/index.ts'
import { ATTEMPTS_ON_CONTENT, pauseBefore } from '../trees/managed/index.ts'
import { checkConditions } from './check-options.ts'
import { contentSource } from './content-source.ts'
import type { PathLocks } from './path-locks.ts'
import type { Located, Session } from './session.ts'
import type { MutationOptions, TextEdit, WriteResult } from './types.ts'
import { writeSource } from './write-source.ts'

/** Applies exact replacements to a text file, in order, all or nothing. */
export async function editFile(
  session: Session,
  locks: PathLocks,
  path: string,
  edits: readonly TextEdit[],
  options: MutationOptions,
): Promise<WriteResult> {
  const located = session.changeable(path)
  const given = checkedEdits(located.path.text, edits)
  checkConditions(located.path.text, options)
  const attempt = () => editOnce(session, located, given, options)
  if (options.ifMatch !== undefined) return attempt()
  // Who met others waits for its turn; not while a hook is asked, which may want to change the same file.
  const takesTurns = !session.parts.hooks.has('beforeWrite')
  const inTurn = () => locks.run(located, options.signal, attempt)
  for (let attempts = 0; attempts < ATTEMPTS_ON_CONTENT; attempts++) {
    await pauseBefore(session.parts.content, attempts)
    try {
      return await (attempts > 0 && takesTurns ? inTurn() : attempt())
    } catch (error) {
      if (!isNexusError(error, 'CONFLICT')) throw error
    }
  }
  throw new NexusError(
    'BUSY',
    `${located.path.text} was changed by others ${ATTEMPTS_ON_CONTENT} times while it was edited.`,
    { path: located.path.text, hint: 'Try again.' },
  )
}

async function editOnce(
  session: Session,
  located: Located,
  edits: readonly TextEdit[],
  options: MutationOptions,
): Promise<WriteResult> {
  const { path } = located
  const { bytes, etag, contentType } = await located.tree.read(located, { signal: options.signal })
  const text = decode(path.text, bytes)
  const edited = contentSource(applyEdits(path.text, text, edits))
  const fields = {
    ...options,
    ifMatch: options.ifMatch ?? etag,
    contentType,
  }
  return writeSource(session, located, edited, fields, session.draft('edit', path))
}

/** A private copy of the edits. @throws `INVALID_ARGUMENT`. */
function checkedEdits(path: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  const isEdit = (edit: TextEdit) => typeof edit?.old === 'string' && typeof edit.new === 'string'
  if (!Array.isArray(edits) || !edits.every(isEdit)) {
    throw new NexusError('INVALID_ARGUMENT', `The edits of ${path} are no list of replacements.`, {
      path,
      hint: 'Give [{ old, new }, …], both text.',
    })
  }
  return edits.map((edit) => ({ ...edit }))
}

function applyEdits(path: string, text: string, edits: readonly TextEdit[]): string {
  if (edits.length === 0)
    throw new NexusError('INVALID_ARGUMENT', `No edits were given for ${path}.`, {
      path,
      hint: 'Give [{ old, new }, …].',
    })
  return edits.reduce((current, edit, index) => applyEdit(path, current, edit, index), text)
}

function applyEdit(
  path: string,
  text: string,
  { old, new: replacement, all = false }: TextEdit,
  index: number,
): string {
  if (old === '')
    throw new NexusError(
      'INVALID_ARGUMENT',
      `Edit ${index + 1} of ${path} has an empty "old" text.`,
      { path, hint: 'Give the text to be replaced.' },
    )
  const places = occurrences(text, old)
  if (places.length === 0) {
    throw new NexusError(
      'INVALID_ARGUMENT',
      `Edit ${index + 1} of ${path}: the text ${quote(old)} was not found.`,
      {
        path,
        hint: 'Read the file and give the text exactly as it stands there, white space included.',
      },
    )
  }
  if (places.length > 1 && !all) {
    const lines = places.slice(0, 5).map((place) => text.slice(0, place).split('\n').length)
    throw new NexusError(
      'INVALID_ARGUMENT',
      `Edit ${index + 1} of ${path}: the text ${quote(old)} was found ${places.length} times, in lines ${lines.join(', ')}${places.length > 5 ? ', …' : ''}.`,
      {
        path,
        hint: 'Give more of the text around it, or { all: true } to replace every occurrence.',
      },
    )
  }
  return text.split(old).join(replacement)
}

function occurrences(text: string, part: string): number[] {
  const places: number[] = []
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length))
    places.push(at)
  return places
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new NexusError('INVALID_ARGUMENT', `${path} is not UTF-8 text, so it cannot be edited.`, {
      path,
      cause,
      hint: 'Write its bytes with write().',
    })
  }
}
