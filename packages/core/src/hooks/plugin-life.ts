import { NexusError } from '../errors/index.ts'
import type { Logger, OptionIssue, PluginDefinition } from '../spec/index.ts'

/** A plugin, alone or with its configuration. */
export type PluginEntry =
  | PluginDefinition
  | { readonly plugin: PluginDefinition; readonly config: unknown }

/** The definition of an entry. */
export function definitionOf(entry: PluginEntry): PluginDefinition {
  return 'plugin' in entry ? entry.plugin : entry
}

/** The beginning and the end of all plugins, each exactly once. */
export interface PluginLife {
  start(): Promise<void>
  stop(): Promise<void>
}

/** Makes the life of plugins; `report` is told what `shutdown` throws. */
export function createPluginLife(
  entries: readonly PluginEntry[],
  logger: Logger | undefined,
  report: (error: unknown, hook: string, plugin: string) => void,
): PluginLife {
  const initialized: PluginDefinition[] = []
  let starting: Promise<void> | undefined
  let stopping: Promise<void> | undefined
  const shutDown = async (): Promise<void> => {
    for (const plugin of initialized.splice(0).reverse()) {
      try {
        await plugin.shutdown?.()
      } catch (error) {
        report(error, 'shutdown', plugin.name)
      }
    }
  }
  const begin = async (): Promise<void> => {
    const configurations = await validateAll(entries)
    for (const [plugin, config] of configurations) {
      try {
        await plugin.initialize?.({ config, logger: logger ?? silent })
        initialized.push(plugin)
      } catch (error) {
        await shutDown()
        throw loadFailed(plugin, error)
      }
    }
  }
  return {
    start: () => (starting ??= begin()),
    stop: () => (stopping ??= (starting ?? Promise.resolve()).then(shutDown, shutDown)),
  }
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

async function validateAll(
  entries: readonly PluginEntry[],
): Promise<readonly (readonly [PluginDefinition, unknown])[]> {
  const problems: string[] = []
  const valid: (readonly [PluginDefinition, unknown])[] = []
  for (const entry of entries) {
    const plugin = definitionOf(entry)
    const config = 'plugin' in entry ? entry.config : undefined
    if (plugin.configSchema === undefined) {
      valid.push([plugin, config])
      continue
    }
    const result = await plugin.configSchema['~standard'].validate(config ?? {})
    if (result.issues === undefined) valid.push([plugin, result.value])
    else problems.push(...result.issues.map((issue) => describe(plugin.name, issue)))
  }
  if (problems.length === 0) return valid
  throw new NexusError(
    'CONFIG_INVALID',
    `The configuration of plugins has ${problems.length} problem(s): ${problems.join('; ')}`,
    { hint: 'Correct the values that are named.' },
  )
}

function describe(plugin: string, { message, path = [] }: OptionIssue): string {
  const segments = path.map((part) => String(typeof part === 'object' ? part.key : part))
  return `${[plugin, ...segments].join('.')}: ${message}`
}

function loadFailed(plugin: PluginDefinition, error: unknown): NexusError {
  const reason = error instanceof Error ? error.message : String(error)
  return new NexusError(
    'PLUGIN_LOAD_FAILED',
    `Plugin "${plugin.name}" could not be initialized: ${reason}`,
    { cause: error, hint: 'Correct its configuration, or remove it from the plugins.' },
  )
}
