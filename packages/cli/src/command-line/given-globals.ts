import { camelCase, GLOBAL_OPTIONS, longName, takesValue } from './globals.ts'

/** Values of the global options on a line whose command is not known, or that is unfinished; by camel-case name. */
export function givenGlobals(words: readonly string[]): Readonly<Record<string, string | boolean>> {
  const end = words.indexOf('--')
  const line = end === -1 ? words : words.slice(0, end)
  const values: Record<string, string | boolean> = {}
  for (const option of GLOBAL_OPTIONS) {
    const name = longName(option)
    const value = takesValue(option) ? textAfter(name, line) : switchOf(name, line)
    if (value !== undefined) values[camelCase(name.replace(/^no-/, ''))] = value
  }
  return values
}

function textAfter(name: string, line: readonly string[]): string | undefined {
  const at = line.indexOf(`--${name}`)
  const joined = line.find((word) => word.startsWith(`--${name}=`))
  return at >= 0 ? line[at + 1] : joined?.slice(name.length + 3)
}

function switchOf(name: string, line: readonly string[]): boolean | undefined {
  return line.includes(`--${name}`) ? !name.startsWith('no-') : undefined
}
