import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { compileExpression } from './detector.ts'
import { compileRule, type Policy } from './policy.ts'
import type { RuleConfig } from './rule-config.ts'
import { SECRET_NAMES } from './secrets.ts'

const GLOB = /^\//
const MEDIA_TYPE = /^[a-z0-9.+-]+\/([a-z0-9.+-]+|\*)$/

const globs = (description: string) =>
  v.pipe(
    v.optional(
      v.pipe(
        v.array(v.pipe(v.string(), v.regex(GLOB, 'A glob of paths begins with "/".'))),
        v.minLength(1, 'Give at least one glob, or leave it out.'),
      ),
    ),
    v.description(description),
  )
const mediaTypes = (description: string) =>
  v.pipe(
    v.optional(
      v.array(v.pipe(v.string(), v.regex(MEDIA_TYPE, 'Give types such as text/plain or image/*.'))),
    ),
    v.description(description),
  )

const rule = v.pipe(
  v.strictObject({
    name: v.pipe(
      v.optional(v.pipe(v.string(), v.nonEmpty('Give a name, or leave it out.'))),
      v.description('Shown in the reason of a refusal.'),
    ),
    paths: globs('Globs of the paths it holds for; by default all.'),
    except: globs('Globs of paths it does not hold for.'),
    forbid: v.pipe(v.optional(v.boolean()), v.description('Nothing at all may be there.')),
    size: v.pipe(
      v.optional(
        v.pipe(v.number(), v.integer('Give whole bytes.'), v.minValue(0, 'Give 0 or more bytes.')),
      ),
      v.description('Bytes of the largest file.'),
    ),
    types: mediaTypes('The only media types that may be there.'),
    refuse: mediaTypes('Media types that may not be there.'),
    secrets: v.pipe(
      v.optional(v.union([v.boolean(), v.array(v.picklist(SECRET_NAMES))])),
      v.description('Refuses what looks like a secret: all known kinds, or those that are named.'),
    ),
    patterns: v.pipe(
      v.optional(v.record(v.string(), v.string())),
      v.description('Further secrets: regular expressions (RE2 syntax) by name.'),
    ),
  }),
  v.rawTransform(({ dataset: { value }, addIssue }) => {
    for (const message of problemsOf(value)) addIssue({ message })
    return value satisfies RuleConfig
  }),
)

/** What the shape of a rule does not tell. */
function problemsOf({ name: _, paths: __, except: ___, ...refusals }: RuleConfig): string[] {
  const isIdle = Object.values(refusals).every((value) => value === undefined || value === false)
  const problems = isIdle
    ? ['This rule refuses nothing: give forbid, size, types, refuse, secrets or patterns.']
    : []
  for (const [name, text] of Object.entries(refusals.patterns ?? {})) {
    const problem = expressionProblem(text)
    if (problem !== undefined) problems.push(`The pattern ${JSON.stringify(name)} ${problem}.`)
  }
  return problems
}

function expressionProblem(text: string): string | undefined {
  try {
    return compileExpression(text)('', 0) === 0 ? 'matches even what is empty' : undefined
  } catch (error) {
    return `is no regular expression (${error instanceof Error ? error.message : String(error)})`
  }
}

/** The configuration as the user gives it, made into a policy. */
export const configSchema = toStandardJsonSchema(
  v.pipe(
    v.strictObject({
      rules: v.pipe(
        v.array(rule),
        v.minLength(1, 'Give at least one rule.'),
        v.description('Each file must pass all rules that hold for its path.'),
      ),
    }),
    v.transform(
      ({ rules }): Policy => ({ rules: rules.map((given, at) => compileRule(given, at + 1)) }),
    ),
  ),
)
