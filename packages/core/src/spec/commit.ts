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
  /** The node's row has not changed since: its `from` is this one; `null`: the node is not live. */
  | { readonly kind: 'unchanged'; readonly node: Id; readonly from: Sequence | null }
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
  /** The content is there with this generation, or announced with it: neither condemned nor suspect. */
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
  /** Noted when the node is new. Milliseconds UTC; by default the time of the commit. */
  readonly createdAt?: number | undefined
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

/**
 * The subtree of `node` to (parent, name): new ids, shared content, version 1, metadata and tags kept, the origin noted.
 * Taken place: `nameTaken`. With `at` the subtree as it was at that settled sequence, whether or not the node is live.
 */
export interface CopyTreeMutation extends MutationBase {
  readonly kind: 'copyTree'
  readonly at?: Sequence | undefined
  readonly node: Id
  readonly parent: NodeRef
  readonly name: string
  readonly createdBy?: string | undefined
}

/**
 * What a node shall be, facet by facet. A sequence names the node's state with that `from`, past or present
 * (`stateMissing` when it was pruned). Absent: as it is now; of a node that is not live: as in the state of `place`.
 * Content that is not that of the node's newest version is the next version, with the state as its origin.
 */
export interface NodeRestore {
  readonly node: Id
  /** `null` ends the node. A node that is not live must have one. */
  readonly place?: Sequence | null | undefined
  /** Hash, size, content, content type and modification time. Files only. */
  readonly content?: Sequence | undefined
  readonly attributes?: Sequence | undefined
}

/**
 * Brings nodes to past states, same ids, all at once: what ends or moves leaves its place first, then everything
 * takes its new place, so nodes may swap. `nodeMissing` for a node that is not live and has no `place`,
 * `nameTaken` for a place that another node keeps, `parentMissing` and `cycle` as for a move, `notEmpty` for a
 * directory that ends and would leave children. Each node at most once. A node that is already so is left alone.
 */
export interface RestoreNodesMutation extends MutationBase {
  readonly kind: 'restoreNodes'
  readonly nodes: readonly NodeRestore[]
}

/**
 * (parent, name) becomes what `node` and everything below it was at the settled sequence `at`. What is at the place
 * now and was not there then ends. Nodes that are there now, or are not live, keep their ids; a node that lives
 * elsewhere now stays there, and a copy with a new id and its origin takes its place. What is as it was is not touched.
 * The place itself: what is there now ends unless it is `node`. `stateMissing` when `node` was not live at `at`.
 */
export interface RestoreTreeMutation extends MutationBase {
  readonly kind: 'restoreTree'
  readonly node: Id
  readonly at: Sequence
  readonly parent: NodeRef
  readonly name: string
  /** Noted on nodes that are copied. */
  readonly createdBy?: string | undefined
}

/**
 * Drops past states for ever; a state that is not there is left out. Content that may have lost its last reference
 * becomes a candidate. Needs no operation.
 */
export interface PruneMutation extends MutationBase {
  readonly kind: 'prune'
  /** States of the batch's space by node and `to`. */
  readonly states: readonly { readonly node: Id; readonly to: Sequence }[]
  /** Also drops the images that operations of the space up to this one left of records. */
  readonly imagesUpTo?: Sequence | undefined
}

/**
 * Content of a commit. All forms give a reference.
 * - `inline`: bytes held by the store. Present and equal: reused; present and different (damaged): replaced.
 * - `register`: announces an upload. Absent or condemned: `pending` with a fresh generation and key; pending or present:
 *   as it is. Suspect: the row stays what it was, readable as far as its object is, and becomes `renewing`; the answer
 *   is the row as it will be, `pending` with the next generation and key. Renewing: the same answer. Leased until
 *   `leaseMs` from now either way. It becomes a candidate from the end of the lease on.
 * - `confirm`: the object is there: `present`. Of content that is renewing, with the generation that was announced: that
 *   replaces the damaged one, whose object is doomed now. Ends one lease of `register`: content is leased until all that
 *   took a lease have confirmed, or the last lease ran out.
 * - `external`: content that lies elsewhere under a name of its own, which `locator` says; `hash` is that of the locator.
 *   Once nothing references it, `condemn` removes the row, and nothing is doomed.
 * - `append`: the parts of `base` and then those of `part`, one content with the hash of the whole.
 * - `suspect`: a check failed; the next `register` announces a new generation.
 * - `condemn`: content on the candidate list that no node, past state or other content references and that is not
 *   leased. Objects: `condemned`, and the object is doomed, also one that was only announced in place of it; inline
 *   content and chains go with their rows, and what a chain was made of becomes a candidate. Otherwise nothing but that
 *   it leaves the list, unless it is leased.
 *   `created` says whether it was condemned. Answers without content when it was unknown.
 * - `drop`: the object was deleted, and leaves the list of the doomed. The content row stays as a tombstone, so that no
 *   key is ever used twice. Answers without content.
 * - `relocate`: content that is one object lies where the same bytes of the same pool lie on another backend, announced
 *   or there: reference, states and uses stay. Where nothing references the other, the two change places, and what stays
 *   behind is a tombstone; else the content becomes a chain of the other. Its old object is no longer named, nor doomed.
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
    | ({
        readonly action: 'external'
        readonly size: number
        /** JSON. */
        readonly locator: string
      } & ContentAddress)
    | {
        readonly action: 'append'
        readonly pool: string
        readonly hash: Hash
        readonly base: ContentReference
        readonly part: ContentRef
      }
    | {
        readonly action: 'suspect' | 'condemn'
        readonly content: ContentReference
        readonly generation: number
      }
    | ({ readonly action: 'drop'; readonly generation: number } & ContentAddress)
    | {
        readonly action: 'relocate'
        readonly content: ContentReference
        readonly generation: number
        /** The same bytes on the other backend. */
        readonly to: ContentReference
        readonly toGeneration: number
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
  | RestoreNodesMutation
  | RestoreTreeMutation
  | PruneMutation
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
  | 'stateMissing'

/** What a mutation made: `node` of put, ensureDirectory, move, attributes, copyTree, restoreTree; `content` of content. */
export interface MutationResult {
  readonly node?: NodeRow | undefined
  /** False where the mutation found what it would have made. */
  readonly created?: boolean | undefined
  readonly content?: ContentRow | undefined
  /** Nodes that a remove, copyTree, restoreNodes or restoreTree changed; states that a prune dropped. */
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
