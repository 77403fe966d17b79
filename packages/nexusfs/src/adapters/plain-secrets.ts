import type { OptionSchema } from '@nexusfs/core'
import { isSecretName, maskAddress } from '../config/mask-secrets.ts'
import { formatPath } from '../config/spelling.ts'

const REFERENCE = /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/

/**
 * Names of options that hold a secret as plain text: by what the schema says of them (`writeOnly`, or the format
 * `password`), by their name, or because the text is an address with a password. A reference to an environment variable
 * is none, unless it has a default; a function or another value that is no data is one, since it cannot be stored.
 */
export function plainSecrets(
  options: Readonly<Record<string, unknown>>,
  schema: OptionSchema<unknown>,
): readonly string[] {
  const marked = markedSecrets(schema)
  const found: string[] = []
  const look = (path: readonly PropertyKey[], value: unknown, isSecret: boolean): void => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) look([...path, index], item, isSecret)
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) {
        const isMarked = path.length === 0 && marked.has(name)
        look([...path, name], item, isSecret || isMarked || isSecretName(name))
      }
    } else if (isPlainSecret(value, isSecret)) found.push(formatPath(path))
  }
  look([], options, false)
  return found
}

function isPlainSecret(value: unknown, isSecret: boolean): boolean {
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint')
    return true
  if (typeof value !== 'string') return isSecret && typeof value === 'number'
  if (REFERENCE.test(value)) return false
  return isSecret ? value !== '' : maskAddress(value) !== value
}

/** Options that the schema marks as secret. */
function markedSecrets(schema: OptionSchema<unknown>): ReadonlySet<string> {
  const { properties = {} } = jsonSchemaOf(schema) as {
    readonly properties?: Readonly<Record<string, unknown>>
  }
  const names = Object.entries(properties).filter(([, property]) => {
    const { writeOnly, format } = (property ?? {}) as Readonly<Record<string, unknown>>
    return writeOnly === true || format === 'password'
  })
  return new Set(names.map(([name]) => name))
}

/** A schema is code of its package; one that cannot describe itself marks nothing. */
function jsonSchemaOf(schema: OptionSchema<unknown>): Readonly<Record<string, unknown>> {
  try {
    return schema['~standard'].jsonSchema?.input({ target: 'draft-2020-12' }) ?? {}
  } catch {
    return {}
  }
}
