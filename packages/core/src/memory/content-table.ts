import { NexusError } from '../errors/index.ts'
import { copyBytes } from '../kit/bytes.ts'
import type { ContentChain, ContentChange, NewContent } from '../kit/commit/tables.ts'
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
    const { pool, backend, hash, size, state, generation, checksums } = row
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
    const leaseUntil = Math.max(before.leaseUntil ?? 0, change.leaseUntil ?? 0)
    this.#write({
      ...before,
      ...(renewed && { bytes: undefined, chain: undefined, checksums: undefined }),
      ...change,
      ...(change.bytes !== undefined && { bytes: copyBytes(change.bytes) }),
      ...(change.checksums !== undefined && { checksums: change.checksums.slice() }),
      ...(leaseUntil > 0 && { leaseUntil }),
    })
  }

  #write(row: StoredContent): void {
    this.#journal.set(this.#rows, row.reference, row)
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
