import { NexusError } from '../errors/index.ts'
import {
  type ConfiguredPlugin,
  HOOK_NAMES,
  type HookName,
  type Hooks,
  type LifecyclePlugin,
} from '../spec/index.ts'
import { isDeadline } from './deadline.ts'
import { isHookName } from './is-hook-name.ts'
import { priorityOf } from './plugin-entry.ts'

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
  /** Whether it is not to be called, as its plugin is not initialized yet or was shut down. */
  isAtRest(): boolean
  run(argument: unknown): unknown
}

/** The hooks in the order in which they are called; a name without hooks is absent. */
export type HookTable = { readonly [Name in HookName]?: readonly RegisteredHook[] }

/** The life of plugins, as far as their hooks must know it. */
export interface Life {
  /** `undefined` before it was started. */
  contextOf(plugin: LifecyclePlugin): unknown
  /** Whether its hooks are not to be called. */
  isAtRest(plugin: LifecyclePlugin): boolean
}

/** Sorts all hooks by name, priority (higher first) and order of registration. @throws `PLUGIN_CONTRACT`. */
export function createHookTable(
  plugins: readonly ConfiguredPlugin[],
  own: Hooks | undefined,
  life: Life,
): HookTable {
  const table: { [Name in HookName]?: RegisteredHook[] } = {}
  const add = (name: string, hook: unknown, settings: Omit<Registration, 'hook' | 'name'>) => {
    if (hook === undefined) return
    if (!isHookName(name)) throw unknownHook(name, settings.plugin)
    table[name] = [...(table[name] ?? []), register({ ...settings, name, hook })]
  }
  for (const entry of plugins) {
    const { plugin } = entry
    for (const [name, hook] of Object.entries(plugin.hooks ?? {})) {
      const given = isHookName(name) ? entry.hooks?.[name] : undefined
      add(name, hook, {
        plugin: plugin.name,
        priority: given?.priority ?? entry.priority,
        fallback: priorityOf(entry),
        deadlineMs: given?.deadlineMs,
        isAtRest: () => life.isAtRest(plugin),
        context: () => life.contextOf(plugin),
      })
    }
  }
  for (const [name, hook] of Object.entries(own ?? {}))
    add(name, hook, {
      plugin: OWN_HOOKS,
      fallback: 0,
      isAtRest: () => false,
      context: () => undefined,
    })
  for (const hooks of Object.values(table)) hooks.sort((a, b) => b.priority - a.priority)
  return table
}

interface Registration {
  readonly hook: unknown
  readonly name: HookName
  readonly plugin: string
  /** Of the configuration; comes before what the hook declares. */
  readonly priority?: number | undefined
  /** Where neither says anything. */
  readonly fallback: number
  readonly deadlineMs?: number | undefined
  isAtRest(): boolean
  context(): unknown
}

function register({
  hook,
  name,
  plugin,
  fallback,
  isAtRest,
  context,
  ...given
}: Registration): RegisteredHook {
  const declared = typeof hook === 'function' ? { run: hook } : hook
  if (!isDeclaration(declared)) throw malformedHook(name, plugin)
  const { run, content = false } = declared
  return {
    plugin,
    priority: given.priority ?? declared.priority ?? fallback,
    deadlineMs: given.deadlineMs ?? declared.deadlineMs ?? DEFAULT_DEADLINE_MS,
    content,
    isAtRest,
    run: (argument) => run(argument, context()),
  }
}

interface Declaration {
  readonly run: (argument: unknown, context: unknown) => unknown
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
    (deadlineMs === undefined || isDeadline(deadlineMs)) &&
    (content === undefined || typeof content === 'boolean')
  )
}

function unknownHook(name: string, plugin: string): NexusError {
  return new NexusError('PLUGIN_CONTRACT', `Plugin "${plugin}" has an unknown hook "${name}".`, {
    hint: `Known hooks: ${HOOK_NAMES.join(', ')}.`,
  })
}

function malformedHook(name: HookName, plugin: string): NexusError {
  return new NexusError('PLUGIN_CONTRACT', `Hook ${name} of plugin "${plugin}" is malformed.`, {
    hint: 'Give a function, or { run, priority?, deadlineMs? > 0, content? }.',
  })
}
