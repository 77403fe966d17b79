/**
 * Writes the option schema of each adapter in the package of the working directory to the file that its manifest
 * names, as JSON Schema, so that options can be listed without running the adapter. Needs the condition
 * `nexusfs-source`: packages are built in any order, so what they import may have no `dist` yet.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

interface Provided {
  readonly type: string
  readonly entry: string
  readonly options?: string
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly nexusfs?: { readonly provides: readonly Provided[] }
}

interface JsonSchemaSource {
  readonly '~standard': {
    readonly jsonSchema?: { input(options: { readonly target: string }): unknown }
  }
}

const { exports, nexusfs } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
for (const provided of nexusfs?.provides ?? []) {
  if (provided.options === undefined) continue
  const schema = await schemaOf(provided)
  mkdirSync(dirname(provided.options), { recursive: true })
  writeFileSync(provided.options, `${JSON.stringify(schema, null, 2)}\n`)
}

async function schemaOf({ type, entry }: Provided): Promise<unknown> {
  const { default: definition } = (await import(pathToFileURL(resolve(sourceOf(entry))).href)) as {
    readonly default: {
      readonly options?: JsonSchemaSource
      readonly configSchema?: JsonSchemaSource
    }
  }
  const { jsonSchema } = (definition.options ?? definition.configSchema)?.['~standard'] ?? {}
  if (jsonSchema === undefined) throw new Error(`The option schema of ${type} has no JSON Schema.`)
  return jsonSchema.input({ target: 'draft-2020-12' })
}

function sourceOf(entry: string): string {
  const conditions = Object.values(exports).find(
    (target) => typeof target === 'object' && target.default === entry,
  )
  if (typeof conditions !== 'object' || conditions['nexusfs-source'] === undefined)
    throw new Error(`package.json exports nothing that is built to ${entry}.`)
  return conditions['nexusfs-source']
}
