import { checkStructure, type Intent, isStructural, subjectOf } from '../access/index.ts'
import { NexusError, withPath } from '../errors/index.ts'
import { throwIfAborted } from '../kit/index.ts'
import type { Mount } from '../mounts/index.ts'
import { parsePath, spaceOf, type VirtualPath } from '../path/index.ts'
import type { OperationDraft, OperationType, Principal } from '../spec/index.ts'
import type { Change, Place } from '../trees/managed/index.ts'
import type { Tree } from '../trees/tree.ts'
import { closedError, type Engine, type EngineParts } from './engine.ts'
import type { Gate } from './listing.ts'

/** A place with the mount that serves it and the tree that this resolves to. */
export interface Located extends Place {
  readonly mount: Mount
  readonly tree: Tree
}

/** Options of {@link Session.steps}. */
export interface StepsOptions {
  /** Named by errors. */
  readonly path?: string | undefined
  /** Something stays open between the steps, so that closing the engine must end it. */
  readonly holds: boolean
}

/** One handle's way into the engine: its principal, and whether it is open. Every facet goes through it. */
export class Session {
  readonly engine: Engine
  readonly parts: EngineParts
  readonly principal: Principal
  /** The plugin that makes the calls. */
  readonly plugin: string | undefined
  readonly #listeners = new Set<() => void>()
  #closed = false

  constructor(engine: Engine, principal: Principal, plugin?: string) {
    this.engine = engine
    this.principal = principal
    this.plugin = plugin
    const { parts } = engine
    this.parts = plugin === undefined ? parts : { ...parts, hooks: parts.hooks.without(plugin) }
  }

  /** Runs one call: counted, so that closing waits for it. Its errors name the path. @throws `CLOSED`, `ABORTED`. */
  async call<Result>(
    signal: AbortSignal | undefined,
    run: () => Promise<Result>,
    path?: string,
  ): Promise<Result> {
    if (this.#closed) throw closedError()
    throwIfAborted(signal)
    this.engine.enter(this.plugin)
    try {
      const preparing = this.parts.spaces.prepare(this)
      if (preparing !== undefined) await preparing
      return await run()
    } catch (error) {
      throw withPath(error, path)
    } finally {
      this.engine.leave()
    }
  }

  /** The same for what takes no time. @throws `CLOSED`. */
  now<Result>(run: () => Result): Result {
    if (this.#closed) throw closedError()
    this.engine.enter(this.plugin)
    try {
      return run()
    } finally {
      this.engine.leave()
    }
  }

  /**
   * Values for a caller who may stop asking at any time: each step is a call of its own, so that closing waits for the
   * step that runs, and later steps are `CLOSED`.
   */
  async *steps<Value>(
    signal: AbortSignal | undefined,
    start: () => AsyncGenerator<Value>,
    { path, holds }: StepsOptions,
  ): AsyncGenerator<Value> {
    let values: AsyncGenerator<Value> | undefined
    const end = () => values?.return(undefined)
    const callOff = holds ? this.engine.onClose(end) : undefined
    try {
      for (;;) {
        const step = () => {
          values ??= start()
          return values.next()
        }
        const next = await this.call(signal, step, path)
        if (next.done === true) return
        yield next.value
      }
    } finally {
      callOff?.()
      await end()
    }
  }

  /** How a listing counts: as one call when it is asked for whole, else step by step. */
  gate(signal: AbortSignal | undefined, holds = false): Gate {
    return {
      call: (run) => this.call(signal, run),
      steps: (start) => this.steps(signal, start, { holds }),
    }
  }

  /** Listens to changes until this handle closes. @throws `CLOSED`. */
  onChange(listener: () => void): () => void {
    if (this.#closed) throw closedError()
    return this.untilEnd(this.parts.store.onChange(listener))
  }

  /** Has something ended when this handle closes. Gives a function that ends it at once. @throws `CLOSED`. */
  untilEnd(stop: () => void): () => void {
    if (this.#closed) throw closedError()
    const callOff = this.engine.onClose(stop)
    const end = () => {
      callOff()
      this.#listeners.delete(end)
      stop()
    }
    this.#listeners.add(end)
    return end
  }

  /** Closes this handle alone. */
  end(): void {
    this.#closed = true
    for (const end of this.#listeners) end()
  }

  /** The one way from text to a place: path, then access, then mounts. */
  locate(text: string, intent: Intent): Located {
    return this.place(parsePath(text), intent)
  }

  place(path: VirtualPath, intent: Intent): Located {
    const { namespaces, mounts, trees } = this.parts
    checkStructure(path, this.principal, namespaces, intent)
    const space = spaceOf(path, this.principal, namespaces)
    const mount = mounts.route(space, path)
    if (intent === 'write' && mount.readonly) throw readOnlyMount(path, mount)
    return { space, path, mount, backend: mount.backend, tree: trees.of(mount) }
  }

  /** A place that is to be written, moved or removed, so it must not be a directory that exists by structure. */
  changeable(text: string): Located {
    const located = this.locate(text, 'write')
    if (this.isStructural(located.path)) throw fixed(located.path)
    return located
  }

  isStructural(path: VirtualPath): boolean {
    return isStructural(path, this.principal, this.parts.namespaces)
  }

  /** How many leading segments exist by structure. */
  structuralDepth(path: VirtualPath): number {
    for (let depth = Math.min(path.segments.length, 3); depth > 0; depth--) {
      if (this.isStructural(parsePath(`/${path.segments.slice(0, depth).join('/')}`))) return depth
    }
    return 0
  }

  /** The log row of a change by this principal. */
  draft(
    type: OperationType,
    path: VirtualPath,
    more: Partial<OperationDraft> = {},
  ): OperationDraft {
    const { tenant, agent, user, run, requestId } = this.principal
    return {
      id: this.parts.newId(),
      type,
      path: path.text,
      tenant,
      agent,
      user,
      run,
      requestId,
      ...more,
    }
  }

  change(operation: OperationDraft, signal: AbortSignal | undefined): Change {
    return { operation, createdBy: subjectOf(this.principal), signal }
  }
}

function readOnlyMount(path: VirtualPath, mount: Mount): NexusError {
  return new NexusError(
    'READ_ONLY',
    `Cannot write ${path.text}: the mount ${mount.mountPoint.text} is read-only.`,
    {
      path: path.text,
      hint: 'Write outside of it, or mount it without readonly.',
    },
  )
}

function fixed(path: VirtualPath): NexusError {
  if (path.segments.length === 0)
    return new NexusError('IS_A_DIRECTORY', 'The root is a directory that always exists.', {
      path: '/',
    })
  return new NexusError(
    'IS_A_DIRECTORY',
    `${path.text} is a directory that always exists; it cannot be written, moved or removed.`,
    {
      path: path.text,
      hint: 'Name something below it.',
    },
  )
}
