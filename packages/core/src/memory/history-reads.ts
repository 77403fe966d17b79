import type { HistoryRow, MetadataStore, RecordImage, StateMade } from '../spec/index.ts'
import type { MemoryTables } from './memory-tables.ts'
import { pageByPosition } from './position-page.ts'

/** Reads of past states. `open` gives the tables, or throws `CLOSED`. */
export function historyReads(
  open: () => MemoryTables,
): Pick<
  MetadataStore,
  | 'nodeHistory'
  | 'placeHistory'
  | 'effects'
  | 'statesMade'
  | 'copies'
  | 'recordImages'
  | 'sequenceAt'
> {
  return {
    async nodeHistory(space, node, options) {
      const states = open().nodes(space).states(node).toReversed()
      return pageByPosition(states, options, (row) => [-row.from])
    },
    async placeHistory(space, parent, name, options) {
      const states = open().nodes(space).endedAt(parent, name).toReversed()
      return pageByPosition(states, options, (row) => [-(row.to ?? 0)])
    },
    async effects(space, operations, options) {
      const tables = open()
      const found = operations.flatMap((id, index) => {
        const sequence = tables.log.find(space, id)?.sequence ?? 0
        return tables
          .nodes(space)
          .effects(sequence)
          .map((row) => ({ row, index, sequence }))
      })
      const page = pageByPosition(found, options, ({ row, index, sequence }) => [
        index,
        row.to === sequence ? 0 : 1,
        row.id,
      ])
      return { ...page, rows: page.rows.map(({ row }): HistoryRow => row) }
    },
    async statesMade(space, range, options) {
      const tables = open()
      const nodes = tables.nodes(space)
      const made = tables.log.range(space, range).flatMap(({ sequence }) =>
        nodes
          .effects(sequence)
          .filter(({ from }) => from === sequence)
          .map(stateMade),
      )
      return pageByPosition(made, options, ({ operation, node }) => [operation, node])
    },
    async copies(space, node, options) {
      const states = open().nodes(space).copies(node)
      return pageByPosition(states, options, (row) => [row.id, -row.from])
    },
    async recordImages(space, operations, options) {
      const tables = open()
      const found = operations.flatMap((id, index) => {
        const sequence = tables.log.find(space, id)?.sequence ?? 0
        return tables
          .images(space)
          .of(sequence)
          .map((image) => ({ image, index }))
      })
      const page = pageByPosition(found, options, ({ image, index }) => [
        index,
        image.collection,
        image.key,
      ])
      return { ...page, rows: page.rows.map(({ image }): RecordImage => image) }
    },
    sequenceAt: async (time) => open().log.sequenceAt(time),
  }
}

function stateMade({ from: operation, id: node, version, hash }: HistoryRow): StateMade {
  return { operation, node, version, ...(hash !== undefined && { hash }) }
}
