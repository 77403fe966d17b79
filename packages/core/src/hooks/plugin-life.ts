import { NexusError } from '../errors/index.ts'
import type { ConfiguredPlugin, LifecyclePlugin, Logger } from '../spec/index.ts'
import { type HookClock, runWithDeadline } from './deadline.ts'
import { validateConfigurations } from './validate-configurations.ts'

/** Milliseconds that `initialize` and `shutdown` have. */
const LIFE_DEADLINE_MS = 10_000

/** What a plugin gets of the engine. */
export interface PluginTools {
  /** Members of its context, besides configuration and logger. */
  readonly members: object
  /** Takes them back. */
  close(): Promise<void> | void
}

/** Makes the tools of the plugin of that name. */
export type ToolsOf = (plugin: string) => PluginTools

/** Parts of a {@link PluginLife}. */
export interface PluginLifeParts {
  readonly plugins: readonly ConfiguredPlugin[]
  readonly clock: HookClock
  readonly logger: Logger | undefined
  /** Told what `shutdown` throws. */
  report(error: unknown, hook: string, plugin: string): void
  /** Runs a call as one that the plugin makes itself. */
  within<Result>(plugin: string, run: () => Promise<Result>): Promise<Result>
}

type Step = 'initialize' | 'shutdown'

/** The beginning and the end of all plugins, each exactly once. */
export class PluginLife {
  readonly #parts: PluginLifeParts
  readonly #contexts = new Map<LifecyclePlugin, object>()
  readonly #tools: PluginTools[] = []
  readonly #initialized: LifecyclePlugin[] = []
  /** Not initialized yet, or shut down. */
  readonly #atRest = new Set<LifecyclePlugin>()
  #starting: Promise<void> | undefined
  #stopping: Promise<void> | undefined

  constructor(parts: PluginLifeParts) {
    this.#parts = parts
  }

  /** Validates, then initializes in order. @throws `CONFIG_INVALID`, `PLUGIN_CONTRACT`, `PLUGIN_LOAD_FAILED`. */
  start(toolsOf: ToolsOf = () => NO_TOOLS): Promise<void> {
    this.#starting ??= this.#start(toolsOf)
    return this.#starting
  }

  /** Shuts down what was initialized, in reverse order. Never throws. */
  stop(): Promise<void> {
    const shutDown = () => this.#shutDown()
    this.#stopping ??= (this.#starting ?? Promise.resolve()).then(shutDown, shutDown)
    return this.#stopping
  }

  /** `undefined` before it was started. */
  contextOf(plugin: LifecyclePlugin): object | undefined {
    return this.#contexts.get(plugin)
  }

  /** Whether its hooks are not to be called, as it is not initialized yet or was shut down. */
  isAtRest(plugin: LifecyclePlugin): boolean {
    return this.#atRest.has(plugin)
  }

  async #start(toolsOf: ToolsOf): Promise<void> {
    const { plugins, logger } = this.#parts
    for (const { plugin } of plugins) this.#atRest.add(plugin)
    const configurations = await validateConfigurations(plugins)
    for (const [at, { plugin }] of plugins.entries()) {
      const tools = toolsOf(plugin.name)
      this.#tools.push(tools)
      const own = { config: configurations[at], logger: loggerOf(plugin.name, logger) }
      this.#contexts.set(plugin, Object.freeze({ ...own, ...tools.members }))
    }
    for (const { plugin } of plugins) await this.#initialize(plugin)
  }

  async #initialize(plugin: LifecyclePlugin): Promise<void> {
    try {
      await this.#step(plugin, 'initialize')
      this.#initialized.push(plugin)
      this.#atRest.delete(plugin)
    } catch (error) {
      await this.#shutDown()
      throw loadFailed(plugin, error)
    }
  }

  async #shutDown(): Promise<void> {
    const { report } = this.#parts
    for (const plugin of this.#initialized.splice(0).reverse()) {
      await this.#step(plugin, 'shutdown').catch((error) => report(error, 'shutdown', plugin.name))
      this.#atRest.add(plugin)
    }
    for (const tools of this.#tools.splice(0)) await tools.close()
  }

  /** What goes on after its time is up is left alone; nobody waits for it. */
  #step(plugin: LifecyclePlugin, step: Step): Promise<void> {
    const { clock, within } = this.#parts
    const run = async (): Promise<void> => plugin[step]?.(this.contextOf(plugin) as never)
    const expired = () => tooLong(plugin, step)
    return runWithDeadline({ milliseconds: LIFE_DEADLINE_MS, clock, expired }, () =>
      within(plugin.name, run),
    )
  }
}

const NO_TOOLS: PluginTools = { members: {}, close() {} }

/** The lines of a plugin name it. */
function loggerOf(plugin: string, logger: Logger | undefined): Logger {
  const pass =
    (level: keyof Logger): Logger['info'] =>
    (fields, message) =>
      logger?.[level]({ ...fields, plugin }, message)
  return { debug: pass('debug'), info: pass('info'), warn: pass('warn'), error: pass('error') }
}

function tooLong({ name }: LifecyclePlugin, step: Step): NexusError {
  return new NexusError(
    'TIMEOUT',
    `${step} of plugin "${name}" did not end within ${LIFE_DEADLINE_MS} ms.`,
    { hint: 'Start what takes long without waiting for it, or remove the plugin.' },
  )
}

function loadFailed({ name }: LifecyclePlugin, error: unknown): NexusError {
  const reason = error instanceof Error ? error.message : String(error)
  return new NexusError(
    'PLUGIN_LOAD_FAILED',
    `Plugin "${name}" could not be initialized: ${reason}`,
    { cause: error, hint: 'Correct its configuration, or disable or remove the plugin.' },
  )
}
