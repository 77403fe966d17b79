/** Hooks: what plugins see of the life of an operation. */
import type { Attributes } from './node.ts'
import type { Principal } from './principal.ts'

/** Content that a `beforeWrite` hook may look at. */
export interface HookContent {
  /** Bytes, when known. */
  readonly size?: number | undefined
  /** A private copy of the content. @throws `TOO_LARGE` when it is longer than `limit` bytes. */
  bytes(limit: number): Promise<Uint8Array>
  /** The content as chunks. */
  stream(): AsyncIterable<Uint8Array>
}

/** What every hook is told. */
export interface HookRequest {
  readonly path: string
  readonly principal: Principal
  /** Aborted when the hook's time is up or the caller gives up; what a hook waits for should take it. */
  readonly signal: AbortSignal
  /** Which call: `write`, `append`, `edit`, `copy`, `rename`, `import`, `delete`, `mkdir`, `rmdir`, `read`. */
  readonly operation: string
}

/** What an after hook of a change is told besides. */
export interface HookOutcome extends HookRequest {
  readonly operationId: string
}

/** Replacement that `beforeWrite` may return. */
export interface WriteReplacement {
  readonly content?: Uint8Array | undefined
  readonly attributes?: Attributes | undefined
}

/**
 * The twelve hooks by name: their arguments and what they may return. The hooks of a plugin get its context, the same
 * object that `initialize` got; hooks without a plugin get nothing in its place.
 */
export interface HookSignatures<Context = unknown> {
  /** May replace content and attributes by what it returns, or veto by throwing. */
  beforeWrite(
    request: HookRequest & {
      readonly content: HookContent
      readonly attributes?: Attributes | undefined
      /** Media type that the caller gave. */
      readonly contentType?: string | undefined
    },
    context: Context,
  ): Promise<WriteReplacement | undefined> | WriteReplacement | undefined
  afterWrite(
    outcome: HookOutcome & {
      readonly etag: string
      readonly size: number
      readonly version: number
    },
    context: Context,
  ): Promise<void> | void
  beforeRead(request: HookRequest, context: Context): Promise<void> | void
  afterRead(
    outcome: HookRequest & {
      readonly etag: string
      readonly size: number
      readonly bytes?: Uint8Array | undefined
    },
    context: Context,
  ): Promise<void> | void
  beforeDelete(request: HookRequest, context: Context): Promise<void> | void
  afterDelete(outcome: HookOutcome, context: Context): Promise<void> | void
  beforeMkdir(request: HookRequest, context: Context): Promise<void> | void
  afterMkdir(outcome: HookOutcome, context: Context): Promise<void> | void
  beforeCopy(
    request: HookRequest & { readonly target: string },
    context: Context,
  ): Promise<void> | void
  afterCopy(
    outcome: HookOutcome & { readonly target: string },
    context: Context,
  ): Promise<void> | void
  beforeRename(
    request: HookRequest & { readonly target: string },
    context: Context,
  ): Promise<void> | void
  afterRename(
    outcome: HookOutcome & { readonly target: string },
    context: Context,
  ): Promise<void> | void
}

/** Name of a hook. */
export type HookName = keyof HookSignatures

/** A hook as a function, or with its own priority and deadline. */
export type Hook<Name extends HookName, Context = unknown> =
  | HookSignatures<Context>[Name]
  | {
      readonly run: HookSignatures<Context>[Name]
      /** Higher first. */
      readonly priority?: number | undefined
      /** Milliseconds of the hook's own time. Default 5,000. */
      readonly deadlineMs?: number | undefined
      /** `beforeWrite` reads the content, so a once-only stream is spooled for it first. */
      readonly content?: boolean | undefined
    }

/** Hooks by name. */
export type Hooks<Context = unknown> = {
  readonly [Name in HookName]?: Hook<Name, Context> | undefined
}
