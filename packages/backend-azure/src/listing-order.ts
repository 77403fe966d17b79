/** The last letter before those whose order by UTF-16 and by bytes differs. */
const BORDER = '\ud7ff'

/**
 * The part of a name before its first letter beyond U+FFFF: among names that begin with it the order by UTF-16 is not that
 * of bytes. `undefined` where a name has no such letter.
 */
export function regionOf(name: string): string | undefined {
  const at = name.search(/[\ud800-\udfff]/)
  return at === -1 ? undefined : name.slice(0, at)
}

/**
 * A name from which a listing gives, in whatever order of the two, all that lie after a place by bytes.
 * @param after - Of the container; `undefined` for the beginning.
 */
export function placeBefore(
  after: string | undefined,
  { prefix, delimiter }: { readonly prefix: string; readonly delimiter: string | undefined },
): string | undefined {
  if (after === undefined || !after.startsWith(prefix) || after === prefix) return undefined
  const level = withinLevel(after, prefix, delimiter)
  const at = level.search(/[\ud800-\uffff]/)
  return at === -1 ? level : `${level.slice(0, at)}${BORDER}`
}

/** Azure begins inside one level only where names are rolled up. */
function withinLevel(after: string, prefix: string, delimiter: string | undefined): string {
  if (delimiter === undefined) return after
  const end = after.indexOf(delimiter, prefix.length)
  return end === -1 ? after : after.slice(0, end)
}
