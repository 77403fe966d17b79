import { NexusError, type OptionIssue, type OptionSchema } from '@nexusfs/core'
import { didYouMean } from '@nexusfs/core/kit'
import { coerceTexts } from '../config/coerce.ts'
import type { ValuePath } from '../config/layer.ts'
import { secretsOf, withoutSecrets } from '../config/mask-secrets.ts'
import { entriesAt } from '../config/schema-tree.ts'

/** What a schema says of options. */
export interface CheckedOptions {
  /** What the schema made of them; only when there is no issue. */
  readonly options: unknown
  /** What was given, with texts that mean numbers or truth values turned into those. */
  readonly given: Readonly<Record<string, unknown>>
  readonly issues: readonly { readonly path: ValuePath; readonly message: string }[]
}

/**
 * Checks options against an adapter's schema.
 * @param isText - Whether the value at a path came out of a reference and may mean a number or a truth value.
 * @param spell - How the user spells a name of an option.
 * @throws `PLUGIN_CONTRACT` for a schema that throws or answers nothing.
 */
export async function validateOptions(
  schema: OptionSchema<unknown>,
  given: Readonly<Record<string, unknown>>,
  isText: (path: ValuePath) => boolean,
  spell: (key: string) => string,
): Promise<CheckedOptions> {
  const first = await answerOf(schema, given)
  if (first.issues === undefined) return { options: first.value, given, issues: [] }
  const typed = first.issues.map((issue) => ({ path: pathOf(issue), expected: expectedOf(issue) }))
  const coerced = coerceTexts(given, typed, isText) as typeof given
  const second = await answerOf(schema, coerced)
  if (second.issues === undefined) return { options: second.value, given: coerced, issues: [] }
  const secrets = secretsOf({ config: given })
  return {
    options: undefined,
    given: coerced,
    issues: second.issues.map((issue) => ({
      path: pathOf(issue),
      message: withoutSecrets(describe(issue, schema, spell), secrets),
    })),
  }
}

type Answer = Awaited<ReturnType<OptionSchema<unknown>['~standard']['validate']>>

/** A schema is code of the package, and may do anything. */
async function answerOf(schema: OptionSchema<unknown>, given: unknown): Promise<Answer> {
  let cause: unknown
  try {
    const answer: unknown = await schema['~standard'].validate(given)
    if (typeof answer === 'object' && answer !== null) return answer as Answer
  } catch (error) {
    cause = error
  }
  throw new NexusError('PLUGIN_CONTRACT', 'The schema of its options gives no answer.', {
    cause,
    hint: 'Update the package, or tell its author.',
  })
}

function pathOf({ path = [] }: OptionIssue): ValuePath {
  return path.map((segment) => (typeof segment === 'object' ? segment.key : segment))
}

function expectedOf(issue: OptionIssue): unknown {
  return 'expected' in issue ? issue.expected : undefined
}

/** The schema's message; valibot's own ones quote the value, so they are put into other words. */
function describe(issue: OptionIssue, schema: unknown, spell: (key: string) => string): string {
  const path = pathOf(issue)
  const expected = expectedOf(issue)
  if (expected === 'never') {
    const known = entriesAt(schema, path.slice(0, -1)).map(spell)
    return `is no option of it${didYouMean(String(path.at(-1)), known)}`
  }
  const what = /^Invalid ([a-zA-Z0-9 -]+)(:|$)/.exec(issue.message)?.[1]
  if (what === undefined) return `is not valid: ${issue.message}`
  if ('received' in issue && issue.received === 'undefined') return 'is needed'
  if (typeof expected !== 'string') return `is not valid (${what})`
  return what === 'type' ? `must be ${expected}` : `is not valid (${what}): expected ${expected}`
}
