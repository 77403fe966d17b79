/** A segment that is a dot or two, white space aside: no key of MinIO has one, and no request may name one. */
const REFUSED = /(?:^|\/)\s*\.{1,2}\s*(?:\/|$)/u

/** Sorts after every character that a name goes on with. */
const LAST = '\u{10ffff}'

/** Whether no key can begin with a prefix, because a whole segment of it is refused. */
export function beginsNoKey(prefix: string): boolean {
  return REFUSED.test(prefix.slice(0, prefix.lastIndexOf('/') + 1))
}

/** Whether the server refuses to list a prefix that keys can begin with: `a/..` of `a/..rc`. */
export function isRefusedPrefix(prefix: string): boolean {
  return REFUSED.test(prefix)
}

/** A name that may be sent in place of one to start after, such that no key lies between both. */
export function askableStart(name: string): string {
  const found = REFUSED.exec(name)
  return found === null ? name : justBefore(name.slice(0, found.index + found[0].length))
}

/** The last name before another one. */
export function justBefore(name: string): string {
  const characters = [...name]
  const last = characters.pop()?.codePointAt(0) ?? 0
  return characters.join('') + (last === 0 ? '' : String.fromCodePoint(last - 1) + LAST)
}
