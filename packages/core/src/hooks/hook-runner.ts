import { AsyncLocalStorage } from 'node:async_hooks'
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
import { type HookClock, runWithDeadline, systemHookClock, type Waiting } from './deadline.ts'
import { hookContent } from './hook-content.ts'
import { createHookTable, type RegisteredHook } from './hook-table.ts'
import { createPluginLife, type PluginEntry } from './plugin-life.ts'
import { applyReplacement } from './replacement.ts'

/** Names of the hooks that may veto, `beforeWrite` apart. */
export type BeforeHookName = Exclude<Extract<HookName, `before${string}`>, 'beforeWrite'>

/** Names of the hooks that are told afterwards. */
export type AfterHookName = Extract<HookName, `after${string}`>

/** What the engine tells {@link HookRunner.beforeWrite}. */
export interface BeforeWriteRequest extends HookRequest {
  /** The content as the caller gave it; spool a once-only source first when {@link HookRunner.wantsContent}. */
  readonly source: Source
  readonly attributes?: Attributes | undefined
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
    request: Parameters<HookSignatures[Name]>[0],
    signal?: AbortSignal,
  ): Promise<void>
  /** Tells every hook in turn. Never throws: a failure goes to the logger and to `onHookError`. */
  after<Name extends AfterHookName>(
    name: Name,
    outcome: Parameters<HookSignatures[Name]>[0],
  ): Promise<void>
  /**
   * Validates the configurations, then initializes the plugins in order; once, however often it is called.
   * @throws `CONFIG_INVALID` with every problem, `PLUGIN_LOAD_FAILED` when a plugin's `initialize` throws.
   */
  start(): Promise<void>
  /** Shuts the initialized plugins down in reverse order; once. Failures are reported, never thrown. */
  stop(): Promise<void>
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
 * @throws `PLUGIN_CONTRACT`, `PLUGIN_API_VERSION`, `PLUGIN_AMBIGUOUS` when a definition cannot be used.
 */
export function createHookRunner(options: HookRunnerOptions = {}): HookRunner {
  const { logger, onHookError, clock = systemHookClock } = options
  const report = (error: unknown, hook: string, plugin: string): void => {
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
  const table = createHookTable(options.plugins ?? [], options.hooks)
  const life = createPluginLife(options.plugins ?? [], logger, report)
  const caller = createCaller(clock)
  return {
    has: (name) => table[name] !== undefined,
    wantsContent: table.beforeWrite?.some((hook) => hook.content) ?? false,
    async beforeWrite(request, signal) {
      let decision: WriteDecision = { source: request.source, attributes: request.attributes }
      for (const hook of caller.outsideOfItself(table.beforeWrite)) {
        const answer = await askWriteHook(caller, hook, request, decision, signal)
        decision = applyReplacement(decision, answer, hook.plugin, request.path)
      }
      return decision
    },
    async before(name, request, signal) {
      for (const hook of caller.outsideOfItself(table[name]))
        await ask(caller, name, hook, request, () => call(hook, ownCopy(request)), signal)
    },
    async after(name, outcome) {
      for (const hook of caller.outsideOfItself(table[name])) {
        try {
          await caller.run(name, hook, outcome, () => call(hook, ownCopy(outcome)))
        } catch (error) {
          report(error, name, hook.plugin)
        }
      }
    },
    start: life.start,
    stop: life.stop,
  }
}

interface Caller {
  /** The hooks that are not running already in the present chain of calls. */
  outsideOfItself<H extends RegisteredHook>(hooks: readonly H[] | undefined): readonly H[]
  run<Result>(
    name: HookName,
    hook: RegisteredHook,
    request: HookRequest,
    start: (waiting: Waiting) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result>
}

/** A plugin whose hook calls the handle does not see the calls that this makes: hooks cannot recurse without bound. */
function createCaller(clock: HookClock): Caller {
  const running = new AsyncLocalStorage<ReadonlySet<string>>()
  return {
    outsideOfItself(hooks) {
      if (hooks === undefined) return []
      const inside = running.getStore()
      return inside === undefined ? hooks : hooks.filter((hook) => !inside.has(hook.plugin))
    },
    run(name, hook, request, start, signal) {
      const inside = new Set([...(running.getStore() ?? []), hook.plugin])
      const limit = {
        milliseconds: hook.deadlineMs,
        clock,
        signal,
        expired: () => expired(name, hook, request.path),
      }
      return runWithDeadline(limit, (waiting) => running.run(inside, () => start(waiting)))
    },
  }
}

async function askWriteHook(
  caller: Caller,
  hook: RegisteredHook,
  { source: _source, ...request }: BeforeWriteRequest,
  decision: WriteDecision,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const { source, attributes } = decision
  const start = (waiting: Waiting): Promise<unknown> => {
    const content = hookContent(source, hook.plugin, waiting)
    return call(hook, { ...ownCopy({ ...request, attributes }), content })
  }
  return ask(caller, 'beforeWrite', hook, request, start, signal)
}

/** Runs one before hook; what it throws is a veto. */
async function ask<Result>(
  caller: Caller,
  name: HookName,
  hook: RegisteredHook,
  request: HookRequest,
  start: (waiting: Waiting) => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  return caller.run(
    name,
    hook,
    request,
    (waiting) =>
      start(waiting).catch((error: unknown) => {
        throw vetoed(error, name, hook, request)
      }),
    signal,
  )
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
  { operation, path }: HookRequest,
): NexusError {
  return new NexusError(
    'VETOED',
    `Cannot ${operation} ${path}: plugin "${hook.plugin}" refused it in ${name}: ${messageOf(error)}`,
    { path, cause: error, hint: 'Change what the plugin objects to, or disable the plugin.' },
  )
}

function expired(name: HookName, hook: RegisteredHook, path: string): NexusError {
  return new NexusError(
    'TIMEOUT',
    `Plugin "${hook.plugin}" did not answer ${name} for ${path} within ${hook.deadlineMs} ms.`,
    { path, hint: 'Retry, set a higher deadlineMs for the hook, or disable the plugin.' },
  )
}
