import { NexusError } from '../errors/index.ts'
import { isTypeName, TYPE_NAME_RULE } from '../kit/type-name.ts'
import { type ConfiguredPlugin, HOOK_NAMES } from '../spec/index.ts'
import { isDeadline } from './deadline.ts'
import { OWN_HOOKS } from './hook-table.ts'
import { isHookName } from './is-hook-name.ts'
import { configured, type PluginEntry } from './plugin-entry.ts'

/**
 * Checks what can be told of plugins before any of them runs.
 * @throws `PLUGIN_CONTRACT`, `PLUGIN_API_VERSION`, `PLUGIN_AMBIGUOUS`, `CONFIG_INVALID` for priorities and deadlines that are none.
 */
export function checkPlugins(entries: readonly PluginEntry[]): void {
  const names = new Set<string>()
  for (const entry of entries) {
    if (!isObject(entry) || !isObject(configured(entry).plugin)) throw nothing()
    checkDefinition(configured(entry))
    checkSettings(configured(entry))
    const { name } = configured(entry).plugin
    if (names.has(name))
      throw new NexusError('PLUGIN_AMBIGUOUS', `Two plugins are named "${name}".`, {
        hint: 'List each plugin once.',
      })
    names.add(name)
  }
}

function checkDefinition({ plugin }: ConfiguredPlugin): void {
  const { kind, apiVersion, name, initialize, shutdown } = plugin
  if (kind !== 'plugin' || typeof name !== 'string' || name === '') throw nothing()
  if (apiVersion !== 1)
    throw new NexusError(
      'PLUGIN_API_VERSION',
      `Plugin "${name}" has apiVersion ${String(apiVersion)}; this version knows 1.`,
      { hint: 'Update the package of the plugin, or @nexusfs/core.' },
    )
  if (!isTypeName(name) || name === OWN_HOOKS)
    throw new NexusError('PLUGIN_CONTRACT', `A plugin cannot be named ${JSON.stringify(name)}.`, {
      hint: `A name is ${TYPE_NAME_RULE}; "${OWN_HOOKS}" is taken.`,
    })
  for (const [member, value] of Object.entries({ initialize, shutdown }))
    if (value !== undefined && typeof value !== 'function') throw malformed(name, member)
  for (const member of ['hooks', 'commands', 'actions'])
    if (!isObject(Reflect.get(plugin, member) ?? {})) throw malformed(name, member)
}

function checkSettings({ plugin: { name, hooks = {} }, ...settings }: ConfiguredPlugin): void {
  checkPriority(name, 'priority', settings.priority)
  for (const [hook, given] of Object.entries(settings.hooks ?? {})) {
    if (!isHookName(hook) || hooks[hook] === undefined)
      throw invalid(
        name,
        `has settings for the hook ${JSON.stringify(hook)}, which it does not have`,
      )
    checkPriority(name, `hooks.${hook}.priority`, given?.priority)
    checkDeadline(name, `hooks.${hook}.deadlineMs`, given?.deadlineMs)
  }
}

function checkPriority(name: string, setting: string, value: unknown): void {
  if (value === undefined || Number.isFinite(value)) return
  throw invalid(name, `has ${setting} ${JSON.stringify(value)}, which is no number`)
}

function checkDeadline(name: string, setting: string, value: unknown): void {
  if (value === undefined || isDeadline(value)) return
  throw invalid(name, `has ${setting} ${JSON.stringify(value)}, which is no time in milliseconds`)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function nothing(): NexusError {
  return new NexusError('PLUGIN_CONTRACT', 'A plugin has no kind "plugin" or no name.', {
    hint: 'Make it with definePlugin({ name, version, description, … }).',
  })
}

function malformed(name: string, member: string): NexusError {
  return new NexusError('PLUGIN_CONTRACT', `${member} of plugin "${name}" is malformed.`, {
    hint: 'Make it with definePlugin, which has the types of all members.',
  })
}

function invalid(name: string, problem: string): NexusError {
  return new NexusError('CONFIG_INVALID', `The configuration of plugin "${name}" ${problem}.`, {
    hint: `Hooks are ${HOOK_NAMES.join(', ')}; each has { priority?, deadlineMs? }.`,
  })
}
