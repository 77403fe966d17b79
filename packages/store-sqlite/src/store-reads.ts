import { NexusError } from '@nexusfs/core/kit'
import type { ContentReference, MetadataStore } from '@nexusfs/core/spec'
import { effectsPage, newestChange, nodeHistory } from './history-reads.ts'
import { changes, findOperation, queryOperations, settled } from './log-reads.ts'
import type { OpenStore } from './open-store.ts'

/** No space has this number. */
const NO_SPACE = -1

type NodeMembers = 'lookup' | 'resolve' | 'getNodes' | 'listChildren' | 'listSpaces'
type HistoryMembers = 'newestChanges' | 'nodeHistory' | 'effects'
type ContentMembers = 'findContent' | 'getContent' | 'readInline' | 'countUses'
type OtherMembers = 'getRecords' | 'scanRecords' | 'operations' | 'changes' | 'settled'

/** The members of a store that only read. `open` gives its parts, or throws `CLOSED`. */
export function storeReads(
  open: () => OpenStore,
): Pick<MetadataStore, NodeMembers | HistoryMembers | ContentMembers | OtherMembers> {
  return {
    ...nodeMembers(open),
    ...historyMembers(open),
    ...contentMembers(open),
    ...recordMembers(open),
    ...logMembers(open),
  }
}

function spaceId(store: OpenStore, space: string): number {
  return store.writer.spaces.find(space) ?? NO_SPACE
}

function nodeMembers(open: () => OpenStore): Pick<MetadataStore, NodeMembers> {
  return {
    async lookup(space, parent, name, options) {
      const store = open()
      return store.read(() => store.nodes.lookup(spaceId(store, space), parent, name, options))
    },
    async resolve(space, names, options) {
      const store = open()
      return store.read(() => store.nodes.resolve(spaceId(store, space), names, options))
    },
    async getNodes(space, ids, options) {
      const store = open()
      return store.read(() => store.nodes.getNodes(spaceId(store, space), ids, options?.at))
    },
    async listChildren(space, parent, options) {
      const store = open()
      return store.read(() => store.nodes.listChildren(spaceId(store, space), parent, options))
    },
    async listSpaces({ after = '', limit }) {
      const store = open()
      return store.read(() => {
        const names = store.statements
          .query<[string]>(
            `SELECT name FROM spaces WHERE name > ? AND EXISTS (SELECT 1 FROM nodes WHERE space = spaces.id)
             ORDER BY name LIMIT ?`,
          )
          .all(after, limit + 1)
          .map(([name]) => name)
        const rows = names.slice(0, limit)
        const last = rows.at(-1)
        return { rows, ...(names.length > limit && last !== undefined && { next: last }) }
      })
    },
  }
}

function historyMembers(open: () => OpenStore): Pick<MetadataStore, HistoryMembers> {
  return {
    async newestChanges(space, directories) {
      const store = open()
      const times: (number | undefined)[] = []
      for (const directory of directories) {
        times.push(
          await store.readInSlices(() =>
            newestChange(store.statements, spaceId(store, space), directory, store.pause),
          ),
        )
      }
      return times
    },
    async nodeHistory(space, node, options) {
      const store = open()
      return store.read(() => nodeHistory(store.statements, spaceId(store, space), node, options))
    },
    async effects(space, operation, options) {
      const store = open()
      return store.read(() => {
        const row = findOperation(store.statements, store.writer.spaces, operation)
        if (row?.space !== space) return { rows: [] }
        return effectsPage(store.statements, spaceId(store, space), row.sequence, options)
      })
    },
  }
}

function contentMembers(open: () => OpenStore): Pick<MetadataStore, ContentMembers> {
  return {
    async findContent(address) {
      const store = open()
      return store.read(() => store.writer.content.findAt(address))
    },
    async getContent(reference) {
      const store = open()
      return store.read(() => store.writer.content.find(reference) ?? unknownContent(reference))
    },
    async readInline(reference) {
      const store = open()
      return store.read(() => store.writer.content.bytes(reference) ?? unknownContent(reference))
    },
    async countUses(space, reference) {
      const store = open()
      const sql = 'SELECT count(*) FROM nodes WHERE content = ? AND space = ?'
      return store.read(
        () => store.statements.query<[number]>(sql).get(reference, spaceId(store, space))?.[0] ?? 0,
      )
    },
  }
}

function unknownContent(reference: ContentReference): never {
  throw new NexusError('CORRUPT', `The store holds no content ${reference}, or not as one piece.`, {
    hint: 'Read content made by appending part by part; else run fsck.',
  })
}

function recordMembers(open: () => OpenStore): Pick<MetadataStore, 'getRecords' | 'scanRecords'> {
  return {
    async getRecords(collection, keys) {
      const store = open()
      return store.read(() => keys.map((key) => store.writer.records.find(collection, key)))
    },
    async scanRecords(collection, options) {
      const store = open()
      return store.read(() => store.writer.records.scan(collection, options))
    },
  }
}

function logMembers(
  open: () => OpenStore,
): Pick<MetadataStore, 'operations' | 'changes' | 'settled'> {
  return {
    async operations(space, query) {
      const store = open()
      const { statements, writer } = store
      return store.readInSlices(() =>
        queryOperations(statements, writer.spaces, space, query, store.pause),
      )
    },
    async changes(space, cursor, limit) {
      const store = open()
      const { statements, writer } = store
      return store.read(() => changes(statements, writer.spaces, space, cursor, limit))
    },
    async settled() {
      const store = open()
      return store.read(() => settled(store.statements))
    },
  }
}
