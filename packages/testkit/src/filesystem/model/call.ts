import type { Json } from '@nexusfs/core/spec'

/** What `ifMatch` is given: the etag that is there, or another. */
export type Match = 'present' | 'other' | 'malformed'

/** Conditions of a call. */
export interface ModelConditions {
  readonly match?: Match | undefined
  readonly isNew?: boolean | undefined
}

/** One file that is written. */
export interface FileToWrite extends ModelConditions {
  readonly path: string
  readonly text: string
  readonly type?: string | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
  readonly metadata?: Readonly<Record<string, Json>> | undefined
}

/** An operation, counted back from the newest, so that a shorter sequence still means something. */
export type Back = number

/** What an undo is asked for. */
export type ModelTarget =
  | { readonly kind: 'one'; readonly back: Back }
  | { readonly kind: 'list'; readonly backs: readonly Back[] }
  | { readonly kind: 'last'; readonly count: number }
  | { readonly kind: 'run'; readonly run: string }
  | { readonly kind: 'since'; readonly path: string; readonly back: Back }

/** A call as data, without anything that only a running filesystem knows. */
export type ModelCall =
  | ({ readonly kind: 'write' | 'append' } & FileToWrite)
  | { readonly kind: 'batch'; readonly items: readonly FileToWrite[] }
  | ({
      readonly kind: 'edit'
      readonly path: string
      readonly old: string
      readonly new: string
      readonly all: boolean
    } & ModelConditions)
  | ({ readonly kind: 'delete'; readonly path: string } & ModelConditions)
  | {
      readonly kind: 'mkdir'
      readonly path: string
      readonly parents: boolean
      readonly existOk: boolean
    }
  | { readonly kind: 'rmdir'; readonly path: string; readonly recursive: boolean }
  | ({
      readonly kind: 'copy' | 'rename'
      readonly from: string
      readonly to: string
      readonly overwrite: boolean
    } & ModelConditions)
  | ({
      readonly kind: 'metadata' | 'tag'
      readonly path: string
      readonly key: string
      /** Absent: the key is removed. */
      readonly value?: string | undefined
    } & Pick<ModelConditions, 'match'>)
  | ({
      readonly kind: 'rollback'
      readonly path: string
      readonly version: number
    } & ModelConditions)
  | {
      readonly kind: 'undo'
      readonly target: ModelTarget
      readonly skip: boolean
      readonly dryRun: boolean
    }
  | {
      readonly kind: 'restore'
      readonly path: string
      readonly back: Back
      readonly dryRun: boolean
    }
  | { readonly kind: 'snapshot'; readonly path: string; readonly name: string }
  | { readonly kind: 'forget'; readonly name: string }
  | { readonly kind: 'return'; readonly name: string; readonly dryRun: boolean }
  | { readonly kind: 'fork'; readonly name: string; readonly to: string }
  | { readonly kind: 'bad'; readonly index: number }
  | { readonly kind: 'reopen' }
  | { readonly kind: 'collect' }

/** A call with the number of the handle that makes it. */
export interface Step {
  readonly agent: number
  readonly call: ModelCall
}
