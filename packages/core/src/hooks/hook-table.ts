import { NexusError } from '../errors/index.ts'
import type { HookName, Hooks, PluginDefinition } from '../spec/index.ts'
import { definitionOf, type PluginEntry } from './plugin-life.ts'

/** Milliseconds of a hook's own time unless it declares another number. */
export const DEFAULT_DEADLINE_MS = 5_000

/** Under which name hooks without a plugin are reported. */
export const OWN_HOOKS = 'hooks'

/** One hook of one plugin, ready to be called. */
export interface RegisteredHook {
  readonly plugin: string
  readonly priority: number
  readonly deadlineMs: number
  readonly content: boolean
  run(argument: unknown): unknown
}

/** The hooks in the order in which they are called; a name without hooks is absent. */
export type HookTable = { readonly [Name in HookName]?: readonly RegisteredHook[] }

const HOOK_NAMES: ReadonlySet<string> = new Set<HookName>([
  'beforeWrite',
  'afterWrite',
  'beforeRead',
  'afterRead',
  'beforeDelete',
  'afterDelete',
  'beforeMkdir',
  'afterMkdir',
  'beforeCopy',
  'afterCopy',
  'beforeRename',
  'afterRename',
])

/** Sorts all hooks by name, priority (higher first) and order of registration. @throws `PLUGIN_*`. */
export function createHookTable(
  plugins: readonly PluginEntry[],
  own: Hooks | undefined,
): HookTable {
  const definitions = plugins.map(definitionOf)
  assertUsable(definitions)
  const table: { [Name in HookName]?: RegisteredHook[] } = {}
  const add = (hooks: Hooks | undefined, plugin: string, priority: number): void => {
    for (const [name, hook] of Object.entries(hooks ?? {})) {
      if (hook === undefined) continue
      if (!isHookName(name)) throw unknownHook(name, plugin)
      const registered = register(hook, name, plugin, priority)
      table[name] = [...(table[name] ?? []), registered]
    }
  }
  for (const { hooks, name, priority = 0 } of definitions) add(hooks, name, priority)
  add(own, OWN_HOOKS, 0)
  for (const hooks of Object.values(table)) hooks.sort((a, b) => b.priority - a.priority)
  return table
}

function isHookName(name: string): name is HookName {
  return HOOK_NAMES.has(name)
}

function register(hook: unknown, name: HookName, plugin: string, priority: number): RegisteredHook {
  const declared = typeof hook === 'function' ? { run: hook } : hook
  if (!isDeclaration(declared)) throw malformedHook(name, plugin)
  const { run, deadlineMs = DEFAULT_DEADLINE_MS, content = false } = declared
  return {
    plugin,
    priority: declared.priority ?? priority,
    deadlineMs,
    content,
    run: (argument) => run(argument),
  }
}

interface Declaration {
  readonly run: (argument: unknown) => unknown
  readonly priority?: number
  readonly deadlineMs?: number
  readonly content?: boolean
}

function isDeclaration(hook: unknown): hook is Declaration {
  if (typeof hook !== 'object' || hook === null) return false
  const { run, priority, deadlineMs, content } = hook as Record<string, unknown>
  return (
    typeof run === 'function' &&
    (priority === undefined || Number.isFinite(priority)) &&
    (deadlineMs === undefined || (Number.isFinite(deadlineMs) && (deadlineMs as number) > 0)) &&
    (content === undefined || typeof content === 'boolean')
  )
}

function assertUsable(definitions: readonly PluginDefinition[]): void {
  const names = new Set<string>()
  for (const { kind, apiVersion, name } of definitions) {
    if (kind !== 'plugin' || typeof name !== 'string' || name === '')
      throw new NexusError('PLUGIN_CONTRACT', 'A plugin has no kind "plugin" or no name.', {
        hint: 'Make it with definePlugin({ name, version, description, … }).',
      })
    if (apiVersion !== 1)
      throw new NexusError(
        'PLUGIN_API_VERSION',
        `Plugin "${name}" has apiVersion ${String(apiVersion)}; this version knows 1.`,
        { hint: 'Update the package of the plugin, or @nexusfs/core.' },
      )
    if (names.has(name))
      throw new NexusError('PLUGIN_AMBIGUOUS', `Two plugins are named "${name}".`, {
        hint: 'List each plugin once.',
      })
    names.add(name)
  }
}

function unknownHook(name: string, plugin: string): NexusError {
  return new NexusError('PLUGIN_CONTRACT', `Plugin "${plugin}" has an unknown hook "${name}".`, {
    hint: `Known hooks: ${[...HOOK_NAMES].join(', ')}.`,
  })
}

function malformedHook(name: HookName, plugin: string): NexusError {
  return new NexusError('PLUGIN_CONTRACT', `Hook ${name} of plugin "${plugin}" is malformed.`, {
    hint: 'Give a function, or { run, priority?, deadlineMs? > 0, content? }.',
  })
}
