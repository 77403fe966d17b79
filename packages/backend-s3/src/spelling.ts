import type { OptionSchema } from '@nexusfs/core/spec'

/**
 * A schema that names the right option to whoever uses another adapter's word for it.
 * @param words - The wrong names with the right ones, as code spells them.
 */
export function correctSpelling<Schema extends OptionSchema<unknown>>(
  schema: Schema,
  words: Readonly<Record<string, string>>,
): Schema {
  const standard = schema['~standard']
  const validate: typeof standard.validate = async (value) => {
    const answer = await standard.validate(value)
    if (answer.issues === undefined) return answer
    return {
      issues: answer.issues.map((issue) => {
        const [name] = issue.path ?? []
        const right = words[String(typeof name === 'object' ? name.key : name)]
        if (right === undefined || issue.path?.length !== 1) return issue
        return { path: issue.path, message: `it is no option; did you mean "${snakeCase(right)}"?` }
      }),
    }
  }
  return { ...schema, '~standard': { ...standard, validate } }
}

/** As configuration files spell it. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
