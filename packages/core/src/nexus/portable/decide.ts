import { isDeepStrictEqual } from 'node:util'
import type { Attributes, NodeRow } from '../../spec/index.ts'
import type { ImportConflict } from '../types.ts'
import type { ParsedLine } from './parse-line.ts'

/** What an import does with a line. */
export type Decision = 'create' | 'overwrite' | 'attributes' | 'remap' | 'skip' | 'refuse'

/** What is done with a line where that node is, if any. `refuse`: a directory is in the way. */
export function decide(
  mode: ImportConflict,
  line: ParsedLine,
  there: NodeRow | undefined,
): Decision {
  if (there === undefined) return 'create'
  if (mode === 'remap') return 'remap'
  if (mode === 'skip') return 'skip'
  if (there.type === 'directory') return mode === 'overwrite' ? 'refuse' : 'skip'
  if (mode === 'overwrite') return 'overwrite'
  const isNewer = line.modifiedAt !== undefined && line.modifiedAt > there.modifiedAt
  if (!isNewer) return 'skip'
  if (line.etag !== there.hash) return 'overwrite'
  return isDeepStrictEqual(attributesOf(line, there), there.attributes ?? {})
    ? 'skip'
    : 'attributes'
}

/** The attributes that the line gives: all metadata and tags; what it says nothing about stays as it is there. */
export function attributesOf(
  { metadata, tags }: Pick<ParsedLine, 'metadata' | 'tags'>,
  there: NodeRow | undefined,
): Attributes {
  const { metadata: _metadata, tags: _tags, ...kept } = there?.attributes ?? {}
  return { ...kept, ...(metadata && { metadata }), ...(tags && { tags }) }
}
