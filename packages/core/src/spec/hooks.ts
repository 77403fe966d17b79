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

/** The twelve hooks by name: their argument and what they may return. */
export interface HookSignatures {
  beforeWrite(
    request: HookRequest & {
      readonly content: HookContent
      readonly attributes?: Attributes | undefined
    },
  ): Promise<WriteReplacement | undefined> | WriteReplacement | undefined
  afterWrite(
    outcome: HookOutcome & {
      readonly etag: string
      readonly size: number
      readonly version: number
    },
  ): Promise<void> | void
  beforeRead(request: HookRequest): Promise<void> | void
  afterRead(
    outcome: HookRequest & {
      readonly etag: string
      readonly size: number
      readonly bytes?: Uint8Array | undefined
    },
  ): Promise<void> | void
  beforeDelete(request: HookRequest): Promise<void> | void
  afterDelete(outcome: HookOutcome): Promise<void> | void
  beforeMkdir(request: HookRequest): Promise<void> | void
  afterMkdir(outcome: HookOutcome): Promise<void> | void
  beforeCopy(request: HookRequest & { readonly target: string }): Promise<void> | void
  afterCopy(outcome: HookOutcome & { readonly target: string }): Promise<void> | void
  beforeRename(request: HookRequest & { readonly target: string }): Promise<void> | void
  afterRename(outcome: HookOutcome & { readonly target: string }): Promise<void> | void
}

/** Name of a hook. */
export type HookName = keyof HookSignatures

/** A hook as a function, or with its own priority and deadline. */
export type Hook<Name extends HookName> =
  | HookSignatures[Name]
  | {
      readonly run: HookSignatures[Name]
      /** Higher first. */
      readonly priority?: number | undefined
      /** Milliseconds of the hook's own time. Default 5,000. */
      readonly deadlineMs?: number | undefined
      /** `beforeWrite` reads the content, so a once-only stream is spooled for it first. */
      readonly content?: boolean | undefined
    }

/** Hooks by name. */
export type Hooks = { readonly [Name in HookName]?: Hook<Name> | undefined }
