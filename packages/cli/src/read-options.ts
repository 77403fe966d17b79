import { usageError } from './cli-error.ts'

/** Options of a backend, given as `name=value` each. */
export function readOptions(options: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(options.map(readOption))
}

function readOption(option: string): readonly [string, string] {
  const at = option.indexOf('=')
  if (at > 0) return [option.slice(0, at), option.slice(at + 1)]
  throw usageError('An --option needs a name and a value.', 'Write --option bucket=my-bucket.')
}
