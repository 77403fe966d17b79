import { NexusError } from '../errors/index.ts'
import {
  type ContentReference,
  type ContentRow,
  INLINE,
  type MetadataStore,
} from '../spec/index.ts'
import type { MemoryTables } from './memory-tables.ts'
import { pageByPosition } from './position-page.ts'

/** Reads of content and of what is to be collected. `open` gives the tables, or throws `CLOSED`. */
export function contentReads(
  open: () => MemoryTables,
): Pick<
  MetadataStore,
  | 'findContent'
  | 'findInline'
  | 'getContent'
  | 'readInline'
  | 'countUses'
  | 'listContent'
  | 'collectable'
  | 'doomed'
> {
  return {
    findContent: async (address) => open().content.findAt(address),
    async findInline(pool, hashes, largest) {
      const { content } = open()
      return hashes.map((hash) => {
        const row = content.findAt({ pool, backend: INLINE, hash })
        if (row?.state !== 'present' || row.size > largest) return undefined
        const bytes = content.bytes(row.reference)?.slice()
        return bytes && { reference: row.reference, bytes }
      })
    },
    async getContent(reference) {
      return open().content.find(reference) ?? unknownContent(reference)
    },
    async readInline(reference) {
      return open().content.bytes(reference)?.slice() ?? unknownContent(reference)
    },
    countUses: async (space, reference) => open().nodes(space).uses.countLive(reference),
    async listContent(options) {
      const { content } = open()
      const page = pageByPosition(content.references(), options, (reference) => [reference])
      return { ...page, rows: page.rows.map((reference) => content.find(reference) as ContentRow) }
    },
    collectable: async (options) => open().lists.candidates(options),
    doomed: async (options) => open().lists.doomed(options),
  }
}

function unknownContent(reference: ContentReference): never {
  throw new NexusError('CORRUPT', `The store holds no content ${reference}, or not as one piece.`, {
    hint: 'Read content made by appending part by part; else run fsck.',
  })
}
