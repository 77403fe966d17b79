import { NexusError } from '../errors/index.ts'
import { MANIFEST_KINDS } from '../kit/manifest-row.ts'
import { isTypeName, TYPE_NAME_RULE } from '../kit/type-name.ts'
import type { CommandDefinition, PluginDefinition } from '../plugins/index.ts'
import type { BackendDefinition, StoreDefinition } from '../spec/index.ts'

/** What can be registered: a backend type, a store type, a plugin or a command. */
export type Definition = BackendDefinition | StoreDefinition | PluginDefinition | CommandDefinition

/** The kinds of definitions. */
export type DefinitionKind = Definition['kind']

/** The definition of a kind. */
export type DefinitionOf<Kind extends DefinitionKind> = Extract<Definition, { kind: Kind }>

/** Definitions by kind and type. What is not registered does not exist: nothing is looked up elsewhere. */
export interface Registry {
  /**
   * Adds a definition; the same object twice is fine.
   * @throws `PLUGIN_CONTRACT` for what is no definition, `PLUGIN_API_VERSION` for a contract version that this core does
   * not speak, `PLUGIN_AMBIGUOUS` when the kind and type are taken by another one.
   */
  register(definition: Definition): void
  /** The definition of that kind and type (for plugins: name), or `undefined`. */
  find<Kind extends DefinitionKind>(kind: Kind, type: string): DefinitionOf<Kind> | undefined
  /** Types of a kind, sorted. */
  types(kind: DefinitionKind): readonly string[]
}

const API_VERSION = 1
const KINDS: readonly unknown[] = MANIFEST_KINDS satisfies readonly DefinitionKind[]
/** The member without which a definition is none. */
const NEEDED: Partial<Record<DefinitionKind, string>> = {
  backend: 'create',
  store: 'create',
  command: 'run',
}

/** Makes a registry, with definitions to begin with. */
export function createRegistry(definitions: readonly Definition[] = []): Registry {
  const byKey = new Map<string, Definition>()
  const registry: Registry = {
    register(definition) {
      checkDefinition(definition)
      const key = keyOf(definition.kind, typeOf(definition))
      const present = byKey.get(key)
      if (present !== undefined && present !== definition) throw ambiguous(definition)
      byKey.set(key, definition)
    },
    find<Kind extends DefinitionKind>(kind: Kind, type: string) {
      return byKey.get(keyOf(kind, type)) as DefinitionOf<Kind> | undefined
    },
    types: (kind) =>
      [...byKey.values()]
        .filter((definition) => definition.kind === kind)
        .map(typeOf)
        .sort(),
  }
  for (const definition of definitions) registry.register(definition)
  return registry
}

function keyOf(kind: DefinitionKind, type: string): string {
  return `${kind}:${type}`
}

function typeOf(definition: Definition): string {
  return definition.kind === 'plugin' ? definition.name : definition.type
}

function checkDefinition(value: unknown): asserts value is Definition {
  const definition = typeof value === 'object' && value !== null ? (value as Definition) : undefined
  if (definition === undefined || !KINDS.includes(definition.kind)) {
    throw new NexusError('PLUGIN_CONTRACT', 'Cannot register this value: it is no definition.', {
      hint: 'Pass what defineBackend, defineStore, definePlugin or defineCommand returned.',
    })
  }
  const type: unknown = typeOf(definition)
  if (!isTypeName(type)) {
    throw new NexusError(
      'PLUGIN_CONTRACT',
      `Cannot register a ${definition.kind} as ${JSON.stringify(type)}: that is no valid type.`,
      { hint: `A type is ${TYPE_NAME_RULE}.` },
    )
  }
  checkVersion(definition, type)
  const member = NEEDED[definition.kind]
  if (member === undefined || typeof Reflect.get(definition, member) === 'function') return
  throw new NexusError(
    'PLUGIN_CONTRACT',
    `Cannot register the ${definition.kind} "${type}": it has no ${member}().`,
    { hint: 'Pass what defineBackend, defineStore or defineCommand returned.' },
  )
}

function checkVersion(definition: Definition, type: string): void {
  const version: unknown = definition.apiVersion
  if (version === API_VERSION) return
  const update =
    typeof version === 'number' && version > API_VERSION ? '@nexusfs/core' : 'its package'
  throw new NexusError(
    'PLUGIN_API_VERSION',
    `The ${definition.kind} "${type}" speaks contract version ${String(version)}, this core speaks ${API_VERSION}.`,
    { hint: `Update ${update}.` },
  )
}

function ambiguous(definition: Definition): NexusError {
  return new NexusError(
    'PLUGIN_AMBIGUOUS',
    `Two definitions of the ${definition.kind} "${typeOf(definition)}" were registered.`,
    { hint: 'Keep one of them.' },
  )
}
