import type { OptionIssue, OptionSchema } from '../spec/index.ts'

/**
 * A schema that names the right option to whoever uses another adapter's word for it.
 * @param schema - Refuses options that it does not know with the name of each as path, as strict objects do.
 * @param words - The wrong names with the right ones, both as code spells them; messages have them as files do.
 */
export function correctSpelling<Schema extends OptionSchema<unknown>>(
  schema: Schema,
  words: Readonly<Record<string, string>>,
): Schema {
  const standard = schema['~standard']
  const validate: typeof standard.validate = async (value) => {
    const answer = await standard.validate(value)
    if (answer.issues === undefined) return answer
    return { issues: answer.issues.map((issue) => corrected(issue, words)) }
  }
  return { ...schema, '~standard': { ...standard, validate } }
}

function corrected(issue: OptionIssue, words: Readonly<Record<string, string>>): OptionIssue {
  const [first, ...rest] = issue.path ?? []
  const name = String(typeof first === 'object' ? first.key : first)
  const right = Object.hasOwn(words, name) ? words[name] : undefined
  if (right === undefined || rest.length > 0) return issue
  return { ...issue, message: `it is no option; did you mean "${snakeCase(right)}"?` }
}

/** As configuration files spell it. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
