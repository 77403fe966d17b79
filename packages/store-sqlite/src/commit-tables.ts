import type { CommitTables } from '@nexusfs/core/kit'
import { effectsOf } from './history-reads.ts'
import { findOperation } from './log-reads.ts'
import type { Writer } from './writer.ts'

/** No space has this number. */
const NO_SPACE = -1

/**
 * The tables as a commit of one space sees them, inside a transaction. A space gets its number with
 * its first write, so that a commit that fails leaves none.
 */
export function commitTables(writer: Writer, space: string): CommitTables {
  const { content, leases, log, nodes, records, settings, statements } = writer
  const read = (): number => writer.spaces.find(space) ?? NO_SPACE
  const write = (): number => {
    writer.hasWritten = true
    return writer.spaces.ensure(space)
  }

  return {
    now: settings.clock,
    newId: settings.ids,
    takeSequence() {
      writer.hasWritten = true
      return log.takeSequence()
    },
    findOperation(id) {
      const row = findOperation(statements, writer.spaces, id)
      return row?.space === space ? row : undefined
    },
    insertOperation: (draft, time) => log.insert(draft, time),
    setOperationNode: (sequence, node) => log.setNode(sequence, node),
    effects: (sequence) => effectsOf(statements, read(), sequence, Number.MAX_SAFE_INTEGER),

    getNode: (id) => nodes.find(read(), id),
    findChild: (parent, name) => nodes.findChild(read(), parent, name),
    hasChildren: (parent) => nodes.hasChildren(read(), parent),
    insertNode(row) {
      nodes.insert(write(), row)
      log.touch(row.from, row.id)
    },
    replaceNode(before, after) {
      nodes.replace(write(), before, after)
      log.touch(after.from, after.id)
    },
    endNode(row, to) {
      nodes.end(write(), row, to)
      log.touch(to, row.id)
    },
    endSubtree(directory, to) {
      const count = nodes.endBelow(write(), directory, to)
      if (count > 0) log.touchMany(to)
      return count
    },
    copySubtree(source, target, operation, time, createdBy) {
      const copy = { operation, time, ...(createdBy !== undefined && { createdBy }) }
      const count = nodes.copyBelow(write(), source, target, copy)
      if (count > 0) log.touchMany(operation)
      return count
    },

    findContent: (address) => content.findAt(address),
    getContent: (reference) => content.find(reference),
    readInline: (reference) => content.bytes(reference),
    insertContent(row) {
      writer.hasWritten = true
      return content.insert(row)
    },
    updateContent(reference, change) {
      writer.hasWritten = true
      content.update(reference, change)
    },

    getRecord: (collection, key) => records.find(collection, key),
    putRecord(collection, key, value, version) {
      writer.hasWritten = true
      records.put(collection, key, value, version)
    },
    deleteRecord(collection, key, version) {
      writer.hasWritten = true
      records.delete(collection, key, version)
    },
    findLease: (queue, key) => leases.find(queue, key),
  }
}
