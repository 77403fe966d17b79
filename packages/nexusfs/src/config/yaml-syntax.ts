import type { YAMLError } from 'yaml'

// The messages of the parser quote the text, which may be a secret; these do not.
const MESSAGES: Partial<Record<YAMLError['code'], string>> = {
  ALIAS_PROPS: 'an alias (*name) takes no anchor or tag',
  BAD_ALIAS: 'an alias (*name) is not valid here; quote a value that starts with *',
  BAD_DIRECTIVE: 'a YAML directive (%…) is not supported',
  BAD_DQ_ESCAPE: 'a double-quoted text has an unknown escape; write \\\\ for a backslash',
  BAD_INDENT: 'the indentation does not fit the lines above',
  BAD_SCALAR_START: 'a value starts with a reserved character; quote it',
  BLOCK_AS_IMPLICIT_KEY: 'a value contains ": "; quote it',
  KEY_OVER_1024_CHARS: 'a key is longer than 1,024 characters',
  MISSING_CHAR: 'a closing quote, bracket, comma or colon is missing',
  MULTILINE_IMPLICIT_KEY: 'a line has no ":"; write key: value',
  MULTIPLE_DOCS: 'there is more than one document; keep the first and drop the line ---',
  RESOURCE_EXHAUSTION: 'the nesting is too deep',
  TAB_AS_INDENT: 'tabs cannot indent; use spaces',
  TAG_RESOLVE_FAILED: 'tags (!name) are not supported',
}

/** What is wrong, without a word of the text. */
export function syntaxMessage(code: YAMLError['code'], line: string): string {
  const message = MESSAGES[code] ?? 'this is not valid YAML'
  return hasUnquotedReference(line)
    ? `${message}; inside { } and [ ] a reference is quoted: "\${NAME}"`
    : message
}

function hasUnquotedReference(line: string): boolean {
  const bracket = line.search(/(?<!\$)[{[]/)
  return bracket !== -1 && /(?<!["'])\$\{/.test(line.slice(bracket))
}
