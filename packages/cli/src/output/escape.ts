/**
 * Characters that a terminal obeys or that reorder what is shown: C0 and C1 controls, the bidirectional controls of
 * Unicode (UAX #9), line and paragraph separators.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Text that is safe to show in one line on a terminal: what a terminal would obey is written as `\xNN` or `\uNNNN`. */
export function escapeForTerminal(text: string): string {
  return text.replace(OBEYED, (character) => {
    const code = character.charCodeAt(0).toString(16)
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`
  })
}

/** As {@link escapeForTerminal}, but tabs stay: for lines of files. */
export function escapeLineForTerminal(text: string): string {
  return text.split('\t').map(escapeForTerminal).join('\t')
}

/** As {@link escapeForTerminal}, but line breaks stay: for messages, which may quote names. */
export function escapeLines(message: string): string {
  return message.split('\n').map(escapeForTerminal).join('\n')
}
