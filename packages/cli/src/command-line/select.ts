import { usageError } from '../cli-error.ts'
import type { RegisteredCommand } from '../registry.ts'
import { GLOBAL_OPTIONS, longName, takesValue } from './globals.ts'
import { nearest } from './nearest.ts'

/** Which command was asked for, and what else was on the line. */
export interface Selection {
  readonly command: RegisteredCommand | undefined
  /** The words of the command, also when no command has that name: `meta`. */
  readonly words: readonly string[]
  /** The line without those words. */
  readonly rest: readonly string[]
}

/** Finds the command on a line. Global options may stand before, between and after its words. */
export function selectCommand(
  args: readonly string[],
  commands: readonly RegisteredCommand[],
): Selection {
  const indexes = wordIndexes(args).slice(0, 2)
  for (const count of [2, 1]) {
    const taken = indexes.slice(0, count)
    const name = taken.map((index) => args[index]).join(' ')
    const command = commands.find((candidate) => candidate.name === name)
    if (command !== undefined && taken.length === count)
      return { command, words: name.split(' '), rest: without(args, taken) }
  }
  const first = indexes[0]
  if (first === undefined) return { command: undefined, words: [], rest: args }
  const words = indexes.map((index) => args[index] ?? '')
  return { command: undefined, words, rest: without(args, indexes) }
}

/** The error for words that are no command. */
export function unknownCommand(
  words: readonly string[],
  commands: readonly RegisteredCommand[],
): Error {
  const [first = ''] = words
  const names = commands.filter(({ summary }) => summary !== undefined).map(({ name }) => name)
  const ofNoun = names.filter((name) => name.startsWith(`${first} `))
  if (ofNoun.length > 0)
    return usageError(`"nexus ${words.join(' ')}" is no command.`, `Use ${list(ofNoun)}.`)
  const near = nearest(first, [...new Set(names.map((name) => name.split(' ')[0] ?? name))])
  const hint =
    near === undefined ? '"nexus help" lists the commands.' : `Did you mean "nexus ${near}"?`
  return usageError(`"nexus ${first}" is no command.`, hint)
}

function list(names: readonly string[]): string {
  return names.map((name) => `"nexus ${name}"`).join(', ')
}

/** Where the words stand that are neither options nor values of global options. */
function wordIndexes(args: readonly string[]): readonly number[] {
  const withValue = new Set(
    GLOBAL_OPTIONS.filter(takesValue).map((option) => `--${longName(option)}`),
  )
  const indexes: number[] = []
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? ''
    if (argument === '--') break
    if (withValue.has(argument)) index += 1
    else if (!argument.startsWith('-')) indexes.push(index)
  }
  return indexes
}

function without(args: readonly string[], indexes: readonly number[]): readonly string[] {
  return args.filter((_, index) => !indexes.includes(index))
}
