import type { Entry } from '@nexusfs/core'
import { isoTime } from './format.ts'
import type { Output } from './output.ts'

/** A listing's row for JSON: as the SDK gives it, its time as ISO 8601. */
export function entryJson<Row extends Pick<Entry, 'modifiedAt'>>(
  entry: Row,
): Omit<Row, 'modifiedAt'> & { readonly modifiedAt: string } {
  return { ...entry, modifiedAt: isoTime(entry.modifiedAt) }
}

/** A name for people: directories end in a slash, in colour on a terminal. */
export function entryName(output: Output, { type }: Pick<Entry, 'type'>, name: string): string {
  const shown = output.name(name)
  if (type === 'file') return shown
  return output.colors.blue(shown.endsWith('/') ? shown : `${shown}/`)
}

const SIZE_WIDTH = 9

/** The columns of a long row: type, size, time, version, name. */
export function longRow(output: Output, entry: Entry, name: string): string {
  const { colors } = output
  const isFile = entry.type === 'file'
  const size = isFile ? output.size(entry.size) : '-'
  const version = isFile ? `v${entry.version}` : '-'
  return [
    isFile ? 'f' : 'd',
    size.padStart(SIZE_WIDTH),
    // A directory that exists by structure alone was never changed.
    colors.dim(entry.modifiedAt === 0 ? '-' : output.time(entry.modifiedAt)),
    version.padStart(4),
    entryName(output, entry, name),
  ].join('  ')
}
