/** One token of a segment: text, any one character, any characters, or a set of them. */
type Token =
  | { readonly kind: 'text'; readonly character: string }
  | { readonly kind: 'one' }
  | { readonly kind: 'any' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly Range[] }

type Range = readonly [number, number]

/** A compiled segment of a glob: `literal` is its text when it has no wildcard. */
export interface SegmentPattern {
  readonly literal?: string | undefined
  /** Whether a name matches; time is bounded by the product of both lengths. */
  matches(name: string): boolean
}

/** Compiles `*`, `?`, `[a-z]`, `[!x]` and `\` before a character; all else is text. Characters are code points. */
export function compileSegment(segment: string): SegmentPattern {
  const tokens = tokenize([...segment])
  if (tokens.every((token) => token.kind === 'text')) {
    const literal = tokens.map((token) => token.character).join('')
    return { literal, matches: (name) => name === literal }
  }
  return { matches: (name) => matchTokens(tokens, [...name]) }
}

function tokenize(characters: readonly string[]): readonly Token[] {
  const tokens: Token[] = []
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] as string
    const set = character === '[' ? readSet(characters, index) : undefined
    if (set !== undefined) {
      tokens.push(set.token)
      index = set.end
    } else if (character === '\\' && index + 1 < characters.length) {
      index += 1
      tokens.push({ kind: 'text', character: characters[index] as string })
    } else if (character === '?') tokens.push({ kind: 'one' })
    else if (character !== '*') tokens.push({ kind: 'text', character })
    else if (tokens.at(-1)?.kind !== 'any') tokens.push({ kind: 'any' })
  }
  return tokens
}

/** The set that begins at `[`; `undefined` when it has no end, so that the bracket is text. */
function readSet(
  characters: readonly string[],
  start: number,
): { readonly token: Token; readonly end: number } | undefined {
  let index = start + 1
  const negated = characters[index] === '!' || characters[index] === '^'
  if (negated) index += 1
  const ranges: Range[] = []
  for (let first = true; index < characters.length; first = false) {
    if (characters[index] === ']' && !first)
      return { token: { kind: 'set', negated, ranges }, end: index }
    const low = memberAt(characters, index)
    const isRange = characters[low.next] === '-' && characters[low.next + 1] !== ']'
    const high = isRange ? memberAt(characters, low.next + 1) : low
    ranges.push([low.point, high.point])
    index = high.next
  }
  return undefined
}

function memberAt(characters: readonly string[], index: number): { point: number; next: number } {
  const escaped = characters[index] === '\\' && index + 1 < characters.length
  const at = escaped ? index + 1 : index
  return { point: characters[at]?.codePointAt(0) ?? -1, next: at + 1 }
}

/** Greedy matching that goes back to the last `*` only, which is enough. */
function matchTokens(tokens: readonly Token[], characters: readonly string[]): boolean {
  let token = 0
  let star = -1
  let resume = 0
  for (let index = 0; index < characters.length; ) {
    const current = tokens[token]
    if (current?.kind === 'any') {
      star = token
      token += 1
      resume = index
    } else if (current !== undefined && matchesOne(current, characters[index] as string)) {
      token += 1
      index += 1
    } else if (star === -1) return false
    else {
      token = star + 1
      resume += 1
      index = resume
    }
  }
  while (tokens[token]?.kind === 'any') token += 1
  return token === tokens.length
}

function matchesOne(token: Token, character: string): boolean {
  if (token.kind === 'text') return token.character === character
  if (token.kind !== 'set') return true
  const point = character.codePointAt(0) as number
  return token.negated !== token.ranges.some(([low, high]) => low <= point && point <= high)
}
