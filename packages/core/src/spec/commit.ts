/** One atomic change of a space: conditions, mutations, and what came of them. */
import type { ContentAddress, ContentRow } from './content.ts'
import type { JsonObject } from './json.ts'
import type { Attributes, ContentReference, Hash, Id, NodeRow, Origin, Sequence } from './node.ts'
import type { OperationDraft } from './operation.ts'

/** The id of a node, or the node that the mutation at that index of the same batch made or found. */
export type NodeRef = Id | { readonly mutation: number }

/** Content: a reference, or the one that the mutation at that index of the same batch made or found. */
export type ContentRef = ContentReference | { readonly mutation: number }

/** A condition of a commit; all are checked before any mutation, in the same transaction. */
export type Precondition =
  /** No live node at the place. */
  | { readonly kind: 'absent'; readonly parent: Id; readonly name: string }
  /** The node is live and, where given, still at the place. */
  | {
      readonly kind: 'exists'
      readonly node: Id
      readonly parent?: Id | undefined
      readonly name?: string | undefined
    }
  /** The file at the place has this version. */
  | {
      readonly kind: 'version'
      readonly parent: Id
      readonly name: string
      readonly version: number
    }
  /** The file at the place has content of this hash. */
  | { readonly kind: 'etag'; readonly parent: Id; readonly name: string; readonly hash: Hash }
  /** The node's row has not changed since: its `from` is this one. */
  | { readonly kind: 'unchanged'; readonly node: Id; readonly from: Sequence }
  /** The directory is live and has no children. */
  | { readonly kind: 'emptyDirectory'; readonly node: Id }
  /** The record has this version; `null`: there is none. */
  | {
      readonly kind: 'record'
      readonly collection: string
      readonly key: string
      readonly version: Sequence | null
    }
  /** The lease is held with this token. */
  | { readonly kind: 'lease'; readonly queue: string; readonly key: string; readonly token: number }
  /** The content is registered with this generation and neither condemned nor suspect. */
  | { readonly kind: 'content'; readonly content: ContentReference; readonly generation: number }

/** Member common to mutations: the index of the operation they belong to, 0 by default. */
export interface MutationBase {
  readonly operation?: number | undefined
}

/** File at (parent, name): the next version of what is there, else a new node with `id`. */
export interface PutMutation extends MutationBase {
  readonly kind: 'put'
  readonly parent: NodeRef
  readonly name: string
  readonly id: Id
  readonly content: ContentRef
  readonly contentType?: string | undefined
  /** Replaces the attributes; absent: those that are there stay. */
  readonly attributes?: Attributes | undefined
  /** Milliseconds UTC; by default the time of the commit. */
  readonly modifiedAt?: number | undefined
  /** Subject that is noted when the node is new. */
  readonly createdBy?: string | undefined
  readonly origin?: Origin | undefined
}

/** The directory at (parent, name), made with `id` if absent. A file there is `notDirectory`. */
export interface EnsureDirectoryMutation extends MutationBase {
  readonly kind: 'ensureDirectory'
  readonly parent: NodeRef
  readonly name: string
  readonly id: Id
  readonly createdBy?: string | undefined
}

/**
 * The node goes to (parent, name). A file that is there is `nameTaken` unless `replace`, which ends
 * it; `exchange` swaps the two; a directory that is there is always `nameTaken` (or swapped).
 * A directory that would come to lie below itself is `cycle`.
 */
export interface MoveMutation extends MutationBase {
  readonly kind: 'move'
  readonly node: Id
  readonly parent: NodeRef
  readonly name: string
  readonly replace?: boolean | undefined
  readonly exchange?: boolean | undefined
}

/** Ends a node; a directory with children is `notEmpty` unless `recursive`, which ends its whole subtree. */
export interface RemoveMutation extends MutationBase {
  readonly kind: 'remove'
  readonly node: Id
  readonly recursive?: boolean | undefined
}

/** Replaces the attributes of a node; empty ones are dropped. */
export interface AttributesMutation extends MutationBase {
  readonly kind: 'attributes'
  readonly node: NodeRef
  readonly attributes: Attributes
}

/** The subtree of `node` to (parent, name): new ids, shared content, version 1, metadata, tags and origin kept. Taken place: `nameTaken`. */
export interface CopyTreeMutation extends MutationBase {
  readonly kind: 'copyTree'
  readonly node: Id
  readonly parent: NodeRef
  readonly name: string
  readonly createdBy?: string | undefined
}

/**
 * Content of a commit. All forms give a reference.
 * - `inline`: bytes held by the store. Present and equal: reused; present and different (damaged): replaced.
 * - `register`: announces an upload. Absent or suspect: `pending` with a fresh generation and key; condemned: the
 *   same; pending or present: as it is. Leased until `leaseMs` from now either way.
 * - `confirm`: the object is there: `present`.
 * - `append`: the parts of `base` and then those of `part`, one content with the hash of the whole.
 * - `suspect`: a check failed; the next `register` gives a new generation.
 */
export type ContentMutation = MutationBase & { readonly kind: 'content' } & (
    | ({ readonly action: 'inline'; readonly bytes: Uint8Array } & Omit<ContentAddress, 'backend'>)
    | ({
        readonly action: 'register'
        readonly size: number
        readonly leaseMs: number
      } & ContentAddress)
    | {
        readonly action: 'confirm'
        readonly content: ContentRef
        readonly generation: number
        readonly checksums?: Uint8Array | undefined
      }
    | {
        readonly action: 'append'
        readonly pool: string
        readonly hash: Hash
        readonly base: ContentReference
        readonly part: ContentRef
      }
    | {
        readonly action: 'suspect'
        readonly content: ContentReference
        readonly generation: number
      }
  )

/** Change of a record in a declared collection. `add` adds to an integer field, which is 0 when absent. */
export type RecordMutation = MutationBase & {
  readonly kind: 'record'
  readonly collection: string
  readonly key: string
} & (
    | { readonly action: 'put'; readonly value: JsonObject }
    | { readonly action: 'delete' }
    | { readonly action: 'add'; readonly field: string; readonly amount: number }
  )

/** A change of a commit; applied in order. */
export type Mutation =
  | PutMutation
  | EnsureDirectoryMutation
  | MoveMutation
  | RemoveMutation
  | AttributesMutation
  | CopyTreeMutation
  | ContentMutation
  | RecordMutation

/** One atomic change of one space. */
export interface Batch {
  readonly space: string
  /** At least one when there are mutations of nodes. */
  readonly operations: readonly OperationDraft[]
  readonly preconditions?: readonly Precondition[] | undefined
  readonly mutations: readonly Mutation[]
}

/** Why a mutation could not be applied to what is there. */
export type StructuralProblem =
  | 'parentMissing'
  | 'nodeMissing'
  | 'nameTaken'
  | 'notDirectory'
  | 'isDirectory'
  | 'notEmpty'
  | 'cycle'
  | 'contentMissing'

/** What a mutation made: `node` of put, ensureDirectory, move, attributes, copyTree; `content` of content. */
export interface MutationResult {
  readonly node?: NodeRow | undefined
  /** False where the mutation found what it would have made. */
  readonly created?: boolean | undefined
  readonly content?: ContentRow | undefined
  /** Nodes that a remove or copyTree touched. */
  readonly count?: number | undefined
}

/** Answer of {@link MetadataStore.commit}. A failed commit wrote nothing. */
export type CommitResult =
  | {
      readonly ok: true
      readonly operations: readonly {
        readonly id: Id
        readonly sequence: Sequence
        readonly time: number
      }[]
      readonly mutations: readonly MutationResult[]
    }
  | { readonly ok: false; readonly failed: 'precondition'; readonly index: number }
  | {
      readonly ok: false
      readonly failed: 'structure'
      readonly index: number
      readonly problem: StructuralProblem
    }
