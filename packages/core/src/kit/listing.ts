import { NexusError } from '../errors/index.ts'
import type { ListOptions } from '../spec/index.ts'
import { compareNames } from './compare-names.ts'

/** Where a page begins: after a key by bytes and, when a prefix was rolled up last, after all keys below it. */
export interface ListStart {
  readonly after: string | undefined
  readonly skip: string | undefined
}

/** Reads `cursor` (which counts before) and `startAfter`. @throws `INVALID_ARGUMENT` for a cursor that we did not make. */
export function startOfList(options: Pick<ListOptions, 'startAfter' | 'cursor'>): ListStart {
  if (options.cursor === undefined) return { after: options.startAfter, skip: undefined }
  const text = Buffer.from(options.cursor, 'base64url').toString('utf8')
  const name = text.slice(1)
  if (text.startsWith('o')) return { after: name, skip: undefined }
  if (text.startsWith('p')) return { after: name, skip: name }
  throw new NexusError('INVALID_ARGUMENT', 'The cursor of the listing is not one of ours.', {
    hint: 'Give the cursor of the page before, unchanged, or none to begin anew.',
  })
}

/** The cursor that goes on after the last name of a page: an object's key or a rolled-up prefix. */
export function listCursor(kind: 'object' | 'prefix', name: string): string {
  return Buffer.from(`${kind === 'object' ? 'o' : 'p'}${name}`).toString('base64url')
}

/** Whether a key lies after the start of a page. */
export function isAfterStart(key: string, start: ListStart): boolean {
  if (start.after !== undefined && compareNames(key, start.after) <= 0) return false
  return start.skip === undefined || !key.startsWith(start.skip)
}

/** The common prefix that a key is rolled up into; `undefined` when it is listed itself. */
export function rolledUpPrefix(
  key: string,
  prefix: string,
  delimiter: string | undefined,
): string | undefined {
  if (delimiter === undefined) return undefined
  const end = key.indexOf(delimiter, prefix.length)
  return end === -1 ? undefined : key.slice(0, end + delimiter.length)
}
