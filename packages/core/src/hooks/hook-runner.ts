import { NexusError } from '../errors/index.ts'
import type {
  Attributes,
  HookName,
  HookRequest,
  HookSignatures,
  Hooks,
  Logger,
  Source,
} from '../spec/index.ts'
import { checkPlugins } from './check-plugins.ts'
import { type HookClock, systemHookClock } from './deadline.ts'
import { HookCaller, type StartHook } from './hook-caller.ts'
import { hookContent } from './hook-content.ts'
import { createHookTable, type HookTable, type RegisteredHook } from './hook-table.ts'
import { configured, type PluginEntry, type ShownPlugin, shownPlugins } from './plugin-entry.ts'
import { PluginLife, type ToolsOf } from './plugin-life.ts'
import { applyReplacement } from './replacement.ts'

/** Names of the hooks that may veto, `beforeWrite` apart. */
export type BeforeHookName = Exclude<Extract<HookName, `before${string}`>, 'beforeWrite'>

/** Names of the hooks that are told afterwards. */
export type AfterHookName = Extract<HookName, `after${string}`>

/** What the engine tells the hooks of a name; each call gets its own signal. */
export type Told<Name extends HookName> = Omit<Parameters<HookSignatures[Name]>[0], 'signal'>

/** What the engine tells {@link HookRunner.beforeWrite}. */
export interface BeforeWriteRequest extends Omit<HookRequest, 'signal'> {
  /** The content as the caller gave it; spool a once-only source first when {@link HookRunner.wantsContent}. */
  readonly source: Source
  readonly attributes?: Attributes | undefined
  readonly contentType?: string | undefined
}

/** What is to be written after the last hook: the given source and attributes unless a hook replaced them. */
export interface WriteDecision {
  readonly source: Source
  readonly attributes?: Attributes | undefined
}

/** Runs the hooks of all plugins, by priority and then in order of registration. */
export interface HookRunner {
  /** Whether any hook of that name is registered; ask it first, so that no hook costs nothing. */
  has(name: HookName): boolean
  /** Whether a `beforeWrite` hook declares that it reads the content. */
  readonly wantsContent: boolean
  /**
   * Asks every hook in turn; the next one sees what the one before it replaced.
   * @throws `VETOED` when a hook throws, `TIMEOUT` when it does not answer in time, `PLUGIN_CONTRACT` when its answer is malformed, `ABORTED`.
   */
  beforeWrite(request: BeforeWriteRequest, signal?: AbortSignal): Promise<WriteDecision>
  /** Asks every hook in turn. @throws as {@link HookRunner.beforeWrite}. */
  before<Name extends BeforeHookName>(
    name: Name,
    request: Told<Name>,
    signal?: AbortSignal,
  ): Promise<void>
  /** Tells every hook in turn. Never throws: a failure goes to the logger and to `onHookError`. */
  after<Name extends AfterHookName>(name: Name, outcome: Told<Name>): Promise<void>
  /**
   * Validates the configurations, then initializes the plugins in order; once, however often it is called.
   * @throws `CONFIG_INVALID` with every problem, `PLUGIN_LOAD_FAILED` when a plugin's `initialize` throws or does not end.
   */
  start(toolsOf?: ToolsOf): Promise<void>
  /** Shuts the initialized plugins down in reverse order; once. Failures are reported, never thrown. */
  stop(): Promise<void>
  /** By priority, then in order of registration. */
  readonly plugins: readonly ShownPlugin[]
  /** The same hooks but those of one plugin, for the calls that it makes itself. */
  without(plugin: string): HookRunner
}

/** Options of {@link createHookRunner}. */
export interface HookRunnerOptions {
  readonly plugins?: readonly PluginEntry[] | undefined
  /** Hooks without a plugin; they come after plugins of the same priority. */
  readonly hooks?: Hooks | undefined
  readonly logger?: Logger | undefined
  /** Told of failures of after hooks and of `shutdown`. What it throws is ignored. */
  readonly onHookError?: ((error: unknown, hook: string, plugin: string) => void) | undefined
  readonly clock?: HookClock | undefined
}

/**
 * Makes the runner of a handle's plugins and hooks.
 * @throws `PLUGIN_CONTRACT`, `PLUGIN_API_VERSION`, `PLUGIN_AMBIGUOUS` when a definition cannot be used, `CONFIG_INVALID`
 * when the settings of its hooks cannot.
 */
export function createHookRunner(options: HookRunnerOptions = {}): HookRunner {
  const { logger, clock = systemHookClock } = options
  const entries = options.plugins ?? []
  checkPlugins(entries)
  const plugins = entries.map(configured)
  const report = reporter(options)
  const caller = new HookCaller(clock, logger)
  const within = caller.within.bind(caller)
  const life = new PluginLife({ plugins, clock, logger, report, within })
  const table = createHookTable(plugins, options.hooks, life)
  return runnerOf(table, { caller, report, life, plugins: shownPlugins(entries) })
}

type Report = (error: unknown, hook: string, plugin: string) => void

interface RunnerParts {
  readonly caller: HookCaller
  readonly life: PluginLife
  readonly plugins: readonly ShownPlugin[]
  report: Report
}

function runnerOf(table: HookTable, parts: RunnerParts): HookRunner {
  const { caller, life, report, plugins } = parts
  return {
    plugins,
    has: (name) => table[name] !== undefined,
    wantsContent: table.beforeWrite?.some((hook) => hook.content) ?? false,
    async beforeWrite(request, signal) {
      let decision: WriteDecision = { source: request.source, attributes: request.attributes }
      for (const hook of caller.callable(table.beforeWrite)) {
        const answer = await askWriteHook(caller, hook, request, decision, signal)
        decision = applyReplacement(decision, answer, hook.plugin, request.path)
      }
      return decision
    },
    async before(name, request, signal) {
      for (const hook of caller.callable(table[name])) {
        const start: StartHook = (_, own) => call(hook, { ...ownCopy(request), signal: own })
        await ask(caller, { name, hook, request, start, signal })
      }
    },
    async after(name, outcome) {
      for (const hook of caller.callable(table[name])) {
        const start: StartHook = (_, own) => call(hook, { ...ownCopy(outcome), signal: own })
        try {
          await caller.call(hook, { ...outcome, name }, start)
        } catch (error) {
          report(error, name, hook.plugin)
        }
      }
    },
    start: (toolsOf) => life.start(toolsOf),
    stop: () => life.stop(),
    without: (plugin) => runnerOf(withoutHooksOf(plugin, table), parts),
  }
}

function withoutHooksOf(plugin: string, table: HookTable): HookTable {
  const others = Object.entries(table)
    .map(([name, hooks]) => [name, hooks.filter((hook) => hook.plugin !== plugin)] as const)
    .filter(([, hooks]) => hooks.length > 0)
  return Object.fromEntries(others)
}

function reporter({ logger, onHookError }: HookRunnerOptions): Report {
  return (error, hook, plugin) => {
    logger?.error(
      { plugin, hook, error: messageOf(error) },
      `Plugin "${plugin}" failed in ${hook}.`,
    )
    try {
      onHookError?.(error, hook, plugin)
    } catch (thrown) {
      logger?.error({ error: messageOf(thrown) }, 'The onHookError callback threw.')
    }
  }
}

async function askWriteHook(
  caller: HookCaller,
  hook: RegisteredHook,
  { source: _source, ...request }: BeforeWriteRequest,
  { source, attributes }: WriteDecision,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const start: StartHook = (waiting, own) => {
    const content = hookContent(source, hook.plugin, waiting)
    return call(hook, { ...ownCopy({ ...request, attributes }), content, signal: own })
  }
  return ask(caller, { name: 'beforeWrite', hook, request, start, signal })
}

interface Question {
  readonly name: HookName
  readonly hook: RegisteredHook
  readonly request: Omit<HookRequest, 'signal'>
  readonly start: StartHook
  readonly signal: AbortSignal | undefined
}

/** Runs one before hook; what it throws is a veto. */
function ask(
  caller: HookCaller,
  { name, hook, request, start, signal }: Question,
): Promise<unknown> {
  const orVeto: StartHook = (waiting, own) =>
    start(waiting, own).catch((error: unknown) => {
      throw vetoed(error, name, hook, request)
    })
  return caller.call(hook, { ...request, name }, orVeto, signal)
}

async function call(hook: RegisteredHook, argument: unknown): Promise<unknown> {
  return hook.run(argument)
}

/** A copy of everything that a hook could change; bytes apart, lest a small view clones its whole buffer. */
function ownCopy(request: object): object {
  const { bytes, ...rest } = request as { readonly bytes?: Uint8Array }
  return { ...structuredClone(rest), ...(bytes !== undefined && { bytes: new Uint8Array(bytes) }) }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function vetoed(
  error: unknown,
  name: HookName,
  hook: RegisteredHook,
  { operation, path }: Omit<HookRequest, 'signal'>,
): NexusError {
  return new NexusError(
    'VETOED',
    `Cannot ${operation} ${path}: plugin "${hook.plugin}" refused it in ${name}: ${messageOf(error)}`,
    { path, cause: error, hint: 'Change what the plugin objects to, or disable the plugin.' },
  )
}
