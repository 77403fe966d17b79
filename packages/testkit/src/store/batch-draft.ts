import { newId, sha256 } from '@nexusfs/core/kit'
import {
  type Batch,
  type Id,
  type Mutation,
  type NodeRef,
  type OperationDraft,
  type OperationType,
  type Precondition,
  type PutMutation,
  ROOT_ID,
} from '@nexusfs/core/spec'

/** Bytes of text in UTF-8. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** A batch in the making; indexes of operations and mutations are given as they are added. */
export class BatchDraft implements Batch {
  readonly space: string
  readonly operations: OperationDraft[] = []
  readonly preconditions: Precondition[] = []
  readonly mutations: Mutation[] = []
  readonly #inline: boolean

  constructor(space: string, inline: boolean) {
    this.space = space
    this.#inline = inline
  }

  /** Adds an operation. */
  log(type: OperationType, path: string, more: Partial<OperationDraft> = {}): this {
    this.operations.push({ id: newId(), type, path, ...more })
    return this
  }

  /** Adds preconditions. */
  when(...conditions: Precondition[]): this {
    this.preconditions.push(...conditions)
    return this
  }

  /** Adds a mutation and gives its index. */
  add(mutation: Mutation): number {
    return this.mutations.push(mutation) - 1
  }

  /** Content of a text, present once this is applied: inline where the store can, else registered and confirmed. */
  content(text: string, pool = this.space): number {
    const bytes = utf8(text)
    const hash = sha256(bytes)
    if (this.#inline) return this.add({ kind: 'content', action: 'inline', pool, hash, bytes })
    const size = bytes.byteLength
    const backend = 'elsewhere'
    const index = this.add({
      kind: 'content',
      action: 'register',
      pool,
      backend,
      hash,
      size,
      leaseMs: 60_000,
    })
    return this.add({
      kind: 'content',
      action: 'confirm',
      content: { mutation: index },
      generation: 1,
    })
  }

  /** Content of a text at a place; the root by default. */
  put(name: string, text: string, more: Partial<Omit<PutMutation, 'kind' | 'name'>> = {}): number {
    const content = more.content ?? { mutation: this.content(text) }
    return this.add({ kind: 'put', parent: ROOT_ID, id: newId(), ...more, name, content })
  }

  /** The directory at a place; the root by default. */
  directory(name: string, parent: NodeRef = ROOT_ID, id: Id = newId()): number {
    return this.add({ kind: 'ensureDirectory', parent, name, id })
  }
}
