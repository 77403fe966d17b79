import { NexusError } from '../errors/index.ts'
import { copyBytes } from '../kit/bytes.ts'
import type { ContentChain, ContentChange, ContentLease, NewContent } from '../kit/commit/tables.ts'
import type { ContentAddress, ContentPart, ContentReference, ContentRow } from '../spec/index.ts'
import type { UndoJournal } from './undo-journal.ts'

interface StoredContent extends NewContent {
  readonly reference: ContentReference
  readonly checksums?: Uint8Array | undefined
}

/** Content of all pools. */
export class ContentTable {
  readonly #journal: UndoJournal
  readonly #rows = new Map<ContentReference, StoredContent>()
  readonly #addresses = new Map<string, ContentReference>()
  /** How many chains a piece is a direct part of. */
  readonly #chains = new Map<ContentReference, number>()
  #last = 0

  constructor(journal: UndoJournal) {
    this.#journal = journal
  }

  findAt(address: ContentAddress): ContentRow | undefined {
    const reference = this.#addresses.get(addressKey(address))
    return reference === undefined ? undefined : this.find(reference)
  }

  find(reference: ContentReference): ContentRow | undefined {
    const row = this.#rows.get(reference)
    if (row === undefined) return undefined
    const { pool, backend, hash, size, state, generation, checksums, locator } = row
    return {
      reference,
      pool,
      backend,
      hash,
      size,
      state,
      generation,
      ...(row.chain !== undefined && { parts: this.#parts(row.chain) }),
      ...(checksums !== undefined && { checksums }),
      ...(locator !== undefined && { locator }),
    }
  }

  /** The held bytes themselves, not a copy. */
  bytes(reference: ContentReference): Uint8Array | undefined {
    return this.#rows.get(reference)?.bytes
  }

  insert(content: NewContent): ContentReference {
    const reference = ++this.#last
    const { bytes } = content
    this.#write({ ...content, ...(bytes !== undefined && { bytes: copyBytes(bytes) }), reference })
    this.#journal.set(this.#addresses, addressKey(content), reference)
    return reference
  }

  update(reference: ContentReference, change: ContentChange): void {
    const before = this.#stored(reference)
    const renewed = change.generation !== undefined && change.generation !== before.generation
    const { lease = renewed ? null : before.lease, ...rest } = change
    this.#write({
      ...before,
      ...(renewed && { bytes: undefined, chain: undefined, checksums: undefined }),
      ...rest,
      ...(change.bytes !== undefined && { bytes: copyBytes(change.bytes) }),
      ...(change.checksums !== undefined && { checksums: change.checksums.slice() }),
      lease: lease ?? undefined,
    })
    if (change.backend !== undefined) this.#moveAddress(before, change.backend)
  }

  remove(reference: ContentReference): void {
    const row = this.#stored(reference)
    this.#countChain(row.chain, -1)
    this.#journal.set(this.#rows, reference, undefined)
    this.#journal.set(this.#addresses, addressKey(row), undefined)
  }

  findChain(reference: ContentReference): ContentChain | undefined {
    return this.#rows.get(reference)?.chain
  }

  findLease(reference: ContentReference): ContentLease | undefined {
    return this.#rows.get(reference)?.lease
  }

  /** Whether the chain of other content has it. */
  isInChain(reference: ContentReference): boolean {
    return this.#chains.has(reference)
  }

  /** References of all content, in the order in which it was made. */
  references(): readonly ContentReference[] {
    return [...this.#rows.keys()].sort((a, b) => a - b)
  }

  /** Bytes that are held inline. */
  get heldBytes(): number {
    let sum = 0
    for (const { bytes } of this.#rows.values()) sum += bytes?.byteLength ?? 0
    return sum
  }

  #write(row: StoredContent): void {
    this.#countChain(this.#rows.get(row.reference)?.chain, -1)
    this.#countChain(row.chain, 1)
    this.#journal.set(this.#rows, row.reference, row)
  }

  /** Another row may have taken the old address already. */
  #moveAddress(before: StoredContent, backend: string): void {
    const { reference } = before
    const old = addressKey(before)
    if (this.#addresses.get(old) === reference) this.#journal.set(this.#addresses, old, undefined)
    this.#journal.set(this.#addresses, addressKey({ ...before, backend }), reference)
  }

  #countChain(chain: ContentChain | undefined, change: number): void {
    if (chain === undefined) return
    for (const piece of [chain.base, chain.part]) {
      const count = (this.#chains.get(piece) ?? 0) + change
      this.#journal.set(this.#chains, piece, count === 0 ? undefined : count)
    }
  }

  #stored(reference: ContentReference): StoredContent {
    const row = this.#rows.get(reference)
    if (row !== undefined) return row
    throw new NexusError('CORRUPT', `The store knows no content ${reference}.`, {
      hint: 'Run fsck: a node names content that is not there.',
    })
  }

  #parts(chain: ContentChain, found: ContentPart[] = []): readonly ContentPart[] {
    for (const piece of [chain.base, chain.part]) {
      const { chain: below, reference, backend, hash, size, generation } = this.#stored(piece)
      if (below === undefined) found.push({ reference, backend, hash, size, generation })
      else this.#parts(below, found)
    }
    return found
  }
}

function addressKey({ pool, backend, hash }: ContentAddress): string {
  return `${hash} ${backend} ${pool}`
}
