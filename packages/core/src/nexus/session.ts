import { checkStructure, type Intent, isStructural, subjectOf } from '../access/index.ts'
import { NexusError } from '../errors/index.ts'
import { throwIfAborted } from '../kit/index.ts'
import type { Mount } from '../mounts/index.ts'
import { parsePath, spaceOf, type VirtualPath } from '../path/index.ts'
import type { OperationDraft, OperationType, Principal } from '../spec/index.ts'
import type { Change, Place } from '../trees/managed/index.ts'
import { closedError, type Engine, type EngineParts } from './engine.ts'

/** A place with the mount that serves it. */
export interface Located extends Place {
  readonly mount: Mount
}

/** One handle's way into the engine: its principal, and whether it is open. Every facet goes through it. */
export class Session {
  readonly engine: Engine
  readonly parts: EngineParts
  readonly principal: Principal
  #closed = false

  constructor(engine: Engine, principal: Principal) {
    this.engine = engine
    this.parts = engine.parts
    this.principal = principal
  }

  /** Runs one call: counted, so that closing waits for it. @throws `CLOSED`, `ABORTED`. */
  async call<Result>(signal: AbortSignal | undefined, run: () => Promise<Result>): Promise<Result> {
    this.enter(signal)
    try {
      return await run()
    } finally {
      this.engine.leave()
    }
  }

  /** Begins a call that ends with `engine.leave()`. */
  enter(signal: AbortSignal | undefined): void {
    if (this.#closed) throw closedError()
    throwIfAborted(signal)
    this.engine.enter()
  }

  /** Closes this handle alone. */
  end(): void {
    this.#closed = true
  }

  /** The one way from text to a place: path, then access, then mounts. */
  locate(text: string, intent: Intent): Located {
    return this.place(parsePath(text), intent)
  }

  place(path: VirtualPath, intent: Intent): Located {
    const { namespaces, mounts } = this.parts
    checkStructure(path, this.principal, namespaces, intent)
    const space = spaceOf(path, this.principal, namespaces)
    const mount = mounts.route(space, path)
    if (intent === 'write' && mount.readonly) throw readOnlyMount(path, mount)
    return { space, path, mount, backend: mount.backend }
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
