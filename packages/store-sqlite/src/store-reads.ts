import { NexusError } from '@nexusfs/core/kit'
import type { ContentReference, MetadataStore } from '@nexusfs/core/spec'
import { listChildren } from './child-reads.ts'
import { copiesOf } from './copy-reads.ts'
import { effectsPage } from './effects.ts'
import { newestChange, nodeHistory, placeHistory } from './history-reads.ts'
import { findInline } from './inline-reads.ts'
import { changes, settled } from './log-reads.ts'
import { sequenceAt } from './log-search.ts'
import type { OpenStore } from './open-store.ts'
import { queryOperations } from './operation-query.ts'
import { recordImages } from './record-images.ts'
import { statesMade } from './states-made.ts'

/** No space has this number. */
const NO_SPACE = -1

type NodeMembers = 'lookup' | 'resolve' | 'getNodes' | 'listChildren' | 'listSpaces'
type HistoryMembers =
  | 'newestChanges'
  | 'nodeHistory'
  | 'placeHistory'
  | 'effects'
  | 'statesMade'
  | 'copies'
type ContentMembers =
  | 'findContent'
  | 'findInline'
  | 'getContent'
  | 'readInline'
  | 'countUses'
  | 'listContent'
  | 'collectable'
  | 'doomed'
type RecordMembers = 'getRecords' | 'scanRecords' | 'recordImages'
type LogMembers = 'operations' | 'changes' | 'settled' | 'sequenceAt'

/** The members of a store that only read. `open` gives its parts, or throws `CLOSED`. */
export function storeReads(
  open: () => OpenStore,
): Pick<MetadataStore, NodeMembers | HistoryMembers | ContentMembers | RecordMembers | LogMembers> {
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
      const { statements, writer } = store
      return store.read(() =>
        listChildren(statements, writer.content, spaceId(store, space), parent, options),
      )
    },
    async listSpaces({ after = '', limit, past = false }) {
      const store = open()
      return store.read(() => {
        const names = store.statements
          .query<[string]>(
            `SELECT name FROM spaces WHERE name > ?
             AND (? OR EXISTS (SELECT 1 FROM nodes WHERE space = spaces.id))
             ORDER BY name LIMIT +?`,
          )
          .all(after, Number(past), limit + 1)
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
    async placeHistory(space, parent, name, options) {
      const store = open()
      return store.read(() =>
        placeHistory(store.statements, spaceId(store, space), parent, name, options),
      )
    },
    async effects(space, operations, options) {
      const store = open()
      return store.read(() =>
        effectsPage(store.statements, spaceId(store, space), operations, options),
      )
    },
    async statesMade(space, range, options) {
      const store = open()
      return store.read(() => statesMade(store.statements, spaceId(store, space), range, options))
    },
    async copies(space, node, options) {
      const store = open()
      return store.read(() => copiesOf(store.statements, spaceId(store, space), node, options))
    },
  }
}

function contentMembers(open: () => OpenStore): Pick<MetadataStore, ContentMembers> {
  return {
    async findContent(address) {
      const store = open()
      return store.read(() => store.writer.content.findAt(address))
    },
    async findInline(pool, hashes, largest) {
      const store = open()
      return store.read(() => findInline(store.statements, pool, hashes, largest))
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
      return store.read(() => store.writer.uses.countLive(spaceId(store, space), reference))
    },
    async listContent(options) {
      const store = open()
      return store.read(() => store.writer.content.page(options))
    },
    async collectable(options) {
      const store = open()
      return store.read(() => store.writer.candidates.page(options))
    },
    async doomed(options) {
      const store = open()
      return store.read(() => store.writer.doomed.page(options))
    },
  }
}

function unknownContent(reference: ContentReference): never {
  throw new NexusError('CORRUPT', `The store holds no content ${reference}, or not as one piece.`, {
    hint: 'Read content made by appending part by part; else run fsck.',
  })
}

function recordMembers(open: () => OpenStore): Pick<MetadataStore, RecordMembers> {
  return {
    async getRecords(collection, keys) {
      const store = open()
      return store.read(() => keys.map((key) => store.writer.records.find(collection, key)))
    },
    async scanRecords(collection, options) {
      const store = open()
      return store.read(() => store.writer.records.scan(collection, options))
    },
    async recordImages(space, operations, options) {
      const store = open()
      return store.read(() =>
        recordImages(store.statements, spaceId(store, space), operations, options),
      )
    },
  }
}

function logMembers(open: () => OpenStore): Pick<MetadataStore, LogMembers> {
  return {
    async operations(space, query) {
      const store = open()
      return store.readInSlices(() => queryOperations(store, space, query))
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
    async sequenceAt(time) {
      const store = open()
      return store.read(() => sequenceAt(store.statements, time))
    },
  }
}
