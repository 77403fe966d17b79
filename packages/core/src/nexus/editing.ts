import { readWhole } from '../content/index.ts'
import { isNexusError, NexusError } from '../errors/index.ts'
import { getFile } from '../trees/managed/index.ts'
import { contentSource } from './content-source.ts'
import type { Session } from './session.ts'
import type { MutationOptions, TextEdit, WriteResult } from './types.ts'
import { writeSource } from './write-source.ts'

/** How often an edit is made again because others wrote meanwhile. */
const ATTEMPTS = 8

/** Applies exact replacements to a text file, in order, all or nothing. */
export async function editFile(
  session: Session,
  path: string,
  edits: readonly TextEdit[],
  options: MutationOptions,
): Promise<WriteResult> {
  const located = session.changeable(path)
  for (let attempt = 1; ; attempt++) {
    const found = await getFile(session.parts.store, located.space, located.path, { content: true })
    const file = {
      space: located.space,
      path: located.path.text,
      node: found.node,
      bytes: found.bytes,
    }
    const bytes = await readWhole(session.parts.content, file, options.signal)
    const text = applyEdits(located.path.text, decode(located.path.text, bytes), edits)
    const fields = {
      ...options,
      ifMatch: options.ifMatch ?? found.node.hash,
      contentType: found.node.contentType,
    }
    try {
      return await writeSource(
        session,
        located,
        contentSource(text),
        fields,
        session.draft('edit', located.path),
      )
    } catch (error) {
      const again =
        isNexusError(error, 'CONFLICT') && options.ifMatch === undefined && attempt < ATTEMPTS
      if (!again) throw error
    }
  }
}

function applyEdits(path: string, text: string, edits: readonly TextEdit[]): string {
  if (edits.length === 0)
    throw new NexusError('INVALID_ARGUMENT', `No edits were given for ${path}.`, { path })
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
