import { toSnakeCase } from '../config/spelling.ts'

/** One option of an adapter or plugin. */
export interface OptionDescription {
  /** As `nexus.yaml` writes it: options inside others after a dot, as they are, those of items after `[]`. */
  readonly name: string
  /** `text`, `number`, `true or false`, `list of text`, `"a" or "b"`. */
  readonly type: string
  readonly required: boolean
  readonly default?: unknown
  readonly description?: string | undefined
}

type Schema = Readonly<Record<string, unknown>>

const DEEPEST = 4

/** The options that a JSON Schema describes, in its order; `undefined` where it describes no mapping. */
export function describeOptions(schema: unknown): readonly OptionDescription[] | undefined {
  if (!isSchema(schema)) return undefined
  const root = resolve(schema, schema)
  const rows = membersOf(root, schema, 0)
  return rows.map((row) => {
    const [first = ''] = row.name.split(/[.[]/)
    return { ...row, name: toSnakeCase(first) + row.name.slice(first.length) }
  })
}

function membersOf(schema: Schema, root: Schema, depth: number): readonly OptionDescription[] {
  const rows = new Map<string, OptionDescription>()
  const parts = [schema, ...['allOf', 'anyOf', 'oneOf'].flatMap((key) => listOf(schema[key]))]
  for (const [index, part] of parts.map((one) => resolve(one, root)).entries()) {
    const required = Array.isArray(part.required) ? part.required : []
    const properties = isSchema(part.properties) ? part.properties : {}
    for (const [name, value] of Object.entries(properties)) {
      if (rows.has(name)) continue
      const property = resolve(value, root)
      rows.set(name, {
        name,
        type: typeOf(property, root, depth),
        required: index === 0 && required.includes(name),
        ...('default' in property && { default: property.default }),
        description: typeof property.description === 'string' ? property.description : undefined,
      })
      const [holder, prefix] = innerOf(property, root, name)
      if (depth < DEEPEST)
        for (const inner of membersOf(holder, root, depth + 1))
          rows.set(`${prefix}.${inner.name}`, { ...inner, name: `${prefix}.${inner.name}` })
    }
  }
  return [...rows.values()]
}

/** What holds the options inside an option: itself, or the items of a list. */
function innerOf(property: Schema, root: Schema, name: string): readonly [Schema, string] {
  return property.type === 'array' ? [resolve(property.items, root), `${name}[]`] : [property, name]
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  null: 'nothing',
  object: 'mapping',
  array: 'list',
}

function typeOf(schema: Schema, root: Schema, depth: number): string {
  if (depth > DEEPEST) return 'anything'
  const { const: constant, enum: choices, type, items } = schema
  if ('const' in schema) return JSON.stringify(constant)
  if (Array.isArray(choices)) return oneOf(choices.map((value) => JSON.stringify(value)))
  const variants = ['anyOf', 'oneOf'].flatMap((key) => listOf(schema[key]))
  if (variants.length > 0)
    return oneOf(variants.map((variant) => typeOf(resolve(variant, root), root, depth + 1)))
  if (Array.isArray(type)) return oneOf(type.map(wordFor))
  if (type === 'array' && isSchema(items))
    return `list of ${typeOf(resolve(items, root), root, depth + 1)}`
  return wordFor(type)
}

function wordFor(type: unknown): string {
  return (typeof type === 'string' ? WORDS[type] : undefined) ?? 'anything'
}

function oneOf(words: readonly string[]): string {
  const unique = [...new Set(words)]
  return unique.length < 2 ? (unique[0] ?? 'anything') : unique.join(' or ')
}

/** Follows references into the same file, as far as they lead somewhere. */
function resolve(schema: unknown, root: Schema): Schema {
  let current = isSchema(schema) ? schema : {}
  for (let step = 0; step < DEEPEST && typeof current.$ref === 'string'; step += 1) {
    const [, ...names] = current.$ref.split('/')
    const target = names.reduce<unknown>(
      (at, name) => (isSchema(at) && Object.hasOwn(at, name) ? at[name] : undefined),
      root,
    )
    const { $ref: _, ...beside } = current
    current = isSchema(target) ? { ...target, ...beside } : beside
  }
  return current
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
