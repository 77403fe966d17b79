import { type DefinitionKind, type DefinitionOf, NexusError, type Registry } from '@nexusfs/core'

type Load<Kind extends DefinitionKind> = () => Promise<DefinitionOf<Kind>>
type Bundled = { readonly [Kind in DefinitionKind]: ReadonlyMap<string, Load<Kind>> }

// Each is loaded when it is first named: a database or a folder that nobody uses costs nothing at start.
const BUNDLED: Bundled = {
  backend: new Map<string, Load<'backend'>>([
    ['local', async () => (await import('@nexusfs/backend-local')).default],
    ['memory', async () => (await import('./memory-definitions.ts')).memoryBackend],
  ]),
  store: new Map<string, Load<'store'>>([
    ['sqlite', async () => (await import('@nexusfs/store-sqlite')).default],
    ['memory', async () => (await import('./memory-definitions.ts')).memoryStore],
  ]),
  plugin: new Map(),
  command: new Map(),
}

/** The definition of a kind and type: one registered in code, else a bundled one, else `undefined`. */
export async function findDefinition<Kind extends DefinitionKind>(
  registry: Registry,
  kind: Kind,
  type: string,
): Promise<DefinitionOf<Kind> | undefined> {
  const registered = registry.find(kind, type)
  if (registered !== undefined) return registered
  const load: Load<Kind> | undefined = BUNDLED[kind].get(type)
  return load?.()
}

/** What the configuration names and nothing provides. */
export interface MissingDefinition {
  readonly kind: DefinitionKind
  readonly type: string
  /** Where it is named. */
  readonly where: string
}

/** One error for all that is missing, with the command that installs it. */
export function notFoundError(missing: readonly MissingDefinition[]): NexusError {
  const names = missing.map(({ kind, type, where }) => `${kind} "${type}" (${where})`)
  const packages = [...new Set(missing.map(({ kind, type }) => `@nexusfs/${kind}-${type}`))]
  return new NexusError(
    'PLUGIN_NOT_FOUND',
    `The configuration names what is not installed: ${names.join(', ')}.`,
    {
      hint: `Run \`npm install ${packages.join(' ')}\`, or give the definition in code: connect({ definitions: [...] }).`,
    },
  )
}
