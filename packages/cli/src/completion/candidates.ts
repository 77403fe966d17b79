import type {
  ArgumentDefinition,
  CommandDefinition,
  Completion,
  OptionDefinition,
} from '../command.ts'
import { globalOptionsBeside, longName, takesValue } from '../command-line/globals.ts'
import { selectCommand } from '../command-line/select.ts'
import type { RegisteredCommand } from '../registry.ts'

/** One suggestion; `value` replaces the whole word. */
export interface Candidate {
  readonly value: string
  readonly description?: string | undefined
}

/** Gives the paths that begin with a word. */
export type PathSource = (
  kind: Extract<Completion, string>,
  word: string,
) => Promise<readonly Candidate[]>

/** Suggestions for the last word of a line that is being typed. */
export async function findCandidates(
  words: readonly string[],
  commands: readonly RegisteredCommand[],
  paths: PathSource,
): Promise<readonly Candidate[]> {
  const current = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const { command, words: found, rest } = selectCommand(before, commands)
  const definition = command && (await command.load()).default
  const own = definition?.options ?? []
  const options = [...own, ...globalOptionsBeside(own)]
  const waiting = optionThatWaits(before.at(-1), options)
  if (waiting !== undefined) return complete(waiting.completes, current, paths)
  if (current.startsWith('-')) return startingWith(current, options.flatMap(optionCandidates))
  if (definition === undefined) return commandWords(found, current, commands)
  const position = positionOf(rest, options)
  const values = await complete(argumentAt(definition, position)?.completes, current, paths)
  // "log" is a command, and also the first word of others.
  return position > 0 || found.length > 1
    ? values
    : [...commandWords(found, current, commands), ...values]
}

/** The option whose value the current word is. */
function optionThatWaits(
  previous: string | undefined,
  options: readonly OptionDefinition[],
): OptionDefinition | undefined {
  if (previous === undefined || !previous.startsWith('-')) return undefined
  return options.find((option) => takesValue(option) && namesOf(option).includes(previous))
}

/** `['-r', '--recursive']` for `-r, --recursive`. */
function namesOf({ flags }: OptionDefinition): readonly string[] {
  return flags.split(/[ ,]+/).filter((word) => word.startsWith('-'))
}

function optionCandidates(option: OptionDefinition): readonly Candidate[] {
  return [{ value: `--${longName(option)}`, description: option.description }]
}

async function complete(
  completion: Completion | undefined,
  current: string,
  paths: PathSource,
): Promise<readonly Candidate[]> {
  if (completion === undefined) return []
  if (typeof completion === 'string') return paths(completion, current)
  return startingWith(
    current,
    completion.map((value) => ({ value })),
  )
}

/** First words of commands, or second words after a noun. */
function commandWords(
  found: readonly string[],
  current: string,
  commands: readonly RegisteredCommand[],
): readonly Candidate[] {
  const shown = commands.filter(({ summary }) => summary !== undefined)
  const rows = new Map<string, string>()
  for (const { name, summary = '' } of shown) {
    const [first = '', second] = name.split(' ')
    if (found.length === 0) {
      if (!rows.has(first)) rows.set(first, second === undefined ? summary : `${first} commands`)
    } else if (
      found.length === 1 &&
      (found[0] === first || found[0] === 'help') &&
      (second ?? found[0] === 'help')
    )
      rows.set(found[0] === 'help' ? first : (second ?? first), summary)
  }
  if (found.length === 0) rows.set('help', 'Show help')
  const candidates = [...rows].map(([value, description]) => ({ value, description }))
  return startingWith(current, candidates)
}

/** How many positional arguments stand before the current word. */
function positionOf(rest: readonly string[], options: readonly OptionDefinition[]): number {
  let position = 0
  for (const [index, word] of rest.entries()) {
    const isValue = optionThatWaits(rest[index - 1], options) !== undefined
    if (!isValue && !word.startsWith('-')) position += 1
  }
  return position
}

function argumentAt(
  definition: CommandDefinition,
  position: number,
): ArgumentDefinition | undefined {
  const { arguments: all = [] } = definition
  const last = all.at(-1)
  return all[position] ?? (last?.name.includes('...') === true ? last : undefined)
}

function startingWith(word: string, candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter(({ value }) => value.startsWith(word))
}
