import type { PreparedContent } from '../../content/index.ts'
import type { Located } from '../session.ts'
import type { ParsedLine } from './parse-line.ts'

/** A line with where it goes. */
export interface PlacedLine {
  readonly place: Located
  readonly line: ParsedLine
}

/** A line as it waits for the commit, without the bytes that it brought. */
export interface ImportLine {
  readonly place: Located
  readonly line: Omit<ParsedLine, 'content'>
  /** Absent when the line was not going to be imported when it was read, and for dry runs. */
  readonly content?: PreparedContent | undefined
}
