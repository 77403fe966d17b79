import type { Environment } from './environment-layer.ts'

const REFERENCE = /\$\$\{|\$\{([^{}]*)\}|\$\{/g
const NAME_AND_DEFAULT = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([\s\S]*))?$/

/** A text with its references expanded, and what was wrong with them. */
export interface Expansion {
  readonly text: string
  /** Whether there was a reference. */
  readonly expanded: boolean
  readonly problems: readonly string[]
}

/** Expands `${VAR}` and `${VAR:-default}` (used when the variable is unset or empty); `$${` stands for `${`. */
export function expand(text: string, env: Environment): Expansion {
  if (!text.includes('${')) return { text, expanded: false, problems: [] }
  const problems: string[] = []
  let expanded = false
  const result = text.replace(REFERENCE, (match, inner: string | undefined) => {
    if (match === '$${') return '${'
    const [, name, fallback] = NAME_AND_DEFAULT.exec(inner ?? '') ?? []
    if (name === undefined) {
      problems.push(
        `a reference must be \${NAME} or \${NAME:-default}; write $\${ for a literal \${`,
      )
      return match
    }
    expanded = true
    const value = env[name]
    if (fallback !== undefined) return value || fallback
    if (value === undefined)
      problems.push(
        `the environment variable ${name} is not set: set it, or write \${${name}:-default}`,
      )
    return value ?? ''
  })
  return { text: result, expanded, problems }
}
