import type { OptionSchema } from '@nexusfs/core/spec'
import { isObject, type JsonObject } from './package-json.ts'

/** What the default export of an entry is, as plain data. */
export interface ExportDescription {
  readonly kind: unknown
  /** `type`, or the `name` of a plugin. */
  readonly type: unknown
  readonly apiVersion: unknown
  readonly title: unknown
  /** Of a plugin. */
  readonly version: unknown
  /** Names of the hooks that a plugin has. */
  readonly hooks: readonly string[]
  /** Members that are missing for its kind. */
  readonly missing: readonly string[]
  readonly schema: SchemaDescription
}

/** What is known of an option schema. */
export type SchemaDescription =
  | { readonly state: 'absent' | 'no standard schema' | 'no JSON Schema' }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'known'; readonly jsonSchema: unknown }

/** Answer of the thread that imports an entry. `exported` is absent when the default export is no object. */
export type EntryAnswer =
  | { readonly exported?: ExportDescription | undefined }
  | { readonly failure: string }

const FUNCTIONS: Readonly<Record<string, string>> = {
  backend: 'create',
  store: 'create',
  command: 'run',
}

/** Describes a default export, or gives `undefined` when it is no object. Never throws. */
export function describeExport(exported: unknown): ExportDescription | undefined {
  if (!isObject(exported)) return undefined
  const { kind, type, name, apiVersion, title, version, hooks, options, configSchema } = exported
  const needed = FUNCTIONS[String(kind)]
  return {
    kind: plain(kind),
    type: plain(kind === 'plugin' ? name : type),
    apiVersion: plain(apiVersion),
    title: plain(title),
    version: plain(version),
    hooks: isObject(hooks) ? namesOf(hooks) : [],
    missing: needed !== undefined && typeof exported[needed] !== 'function' ? [needed] : [],
    schema: describeSchema(kind === 'backend' || kind === 'store' ? options : configSchema),
  }
}

function namesOf(hooks: JsonObject): string[] {
  return Object.keys(hooks).filter((name) => hooks[name] !== undefined)
}

function describeSchema(schema: unknown): SchemaDescription {
  if (schema === undefined) return { state: 'absent' }
  if (!isSchema(schema)) return { state: 'no standard schema' }
  const { jsonSchema } = schema['~standard']
  if (jsonSchema === undefined) return { state: 'no JSON Schema' }
  try {
    const written = JSON.stringify(jsonSchema.input({ target: 'draft-2020-12' }))
    return { state: 'known', jsonSchema: JSON.parse(written) as unknown }
  } catch (error) {
    return { state: 'failed', reason: error instanceof Error ? error.message : String(error) }
  }
}

function isSchema(schema: unknown): schema is OptionSchema<unknown> {
  // A schema may be a function as well as an object.
  if (!isObject(schema) && typeof schema !== 'function') return false
  const standard = (schema as Partial<OptionSchema<unknown>>)['~standard']
  return isObject(standard) && typeof standard.validate === 'function'
}

/** What can be sent to another thread. */
function plain(value: unknown): unknown {
  return typeof value === 'function' || typeof value === 'object' ? typeof value : value
}
