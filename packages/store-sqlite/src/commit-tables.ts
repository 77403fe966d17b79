import type { CommitTables } from '@nexusfs/core/kit'
import type { ContentReference } from '@nexusfs/core/spec'
import { copyBelow } from './copy-tree.ts'
import { effectsOf } from './effects.ts'
import { findOperation } from './log-reads.ts'
import { dropRecordImages, dropState } from './prune.ts'
import { restoreBelow } from './restore-tree.ts'
import { findLastState, findState, findStateAt } from './state-reads.ts'
import type { Writer } from './writer.ts'

/** No space has this number. */
const NO_SPACE = -1

/**
 * The tables as a commit of one space sees them, inside a transaction. A space gets its number with
 * its first write, so that a commit that fails leaves none.
 */
export function commitTables(writer: Writer, space: string): CommitTables {
  const { leases, log, records, settings, statements } = writer
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
    effects: (sequence) => effectsOf(statements, read(), sequence),

    ...nodeTables(writer, read, write),
    ...contentTables(writer),

    getRecord: (collection, key) => records.find(collection, key),
    putRecord(collection, key, value, version) {
      writer.hasWritten = true
      records.put(collection, key, value, version)
    },
    deleteRecord(collection, key, version) {
      writer.hasWritten = true
      records.delete(collection, key, version)
    },
    dropRecordImages(upTo) {
      writer.hasWritten = true
      dropRecordImages(statements, read(), upTo)
    },
    findLease: (queue, key) => leases.find(queue, key),
  }
}

type NodeTables = Pick<
  CommitTables,
  | 'getNode'
  | 'findChild'
  | 'hasChildren'
  | 'insertNode'
  | 'replaceNode'
  | 'endNode'
  | 'endSubtree'
  | 'copySubtree'
  | 'findState'
  | 'findLastState'
  | 'findStateAt'
  | 'restoreSubtree'
  | 'dropState'
>

/** `read` and `write` give the number of the space. */
function nodeTables(writer: Writer, read: () => number, write: () => number): NodeTables {
  const { candidates, log, nodes, statements, uses } = writer
  return {
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
    endSubtree(directory, to, time) {
      const release = (reference: ContentReference) => candidates.add(reference, time)
      const count = nodes.endBelow(write(), directory, to, release)
      if (count > 0) log.touchMany(to)
      return count
    },
    copySubtree(source, target, copy) {
      const count = copyBelow(statements, write(), source, target, copy)
      if (count > 0) log.touchMany(copy.operation)
      return count
    },
    findState: (id, from) => findState(statements, read(), id, from),
    findLastState: (id) => findLastState(statements, read(), id),
    findStateAt: (id, at) => findStateAt(statements, read(), id, at),
    restoreSubtree(source, target, restore) {
      const count = restoreBelow(writer, write(), source, target, restore)
      if (count > 0) log.touchMany(restore.operation)
      return count
    },
    dropState(id, to) {
      const dropped = dropState(statements, uses, read(), id, to)
      if (dropped !== undefined) writer.hasWritten = true
      return dropped
    },
  }
}

type ContentTables = Pick<
  CommitTables,
  | 'findContent'
  | 'getContent'
  | 'readInline'
  | 'insertContent'
  | 'updateContent'
  | 'removeContent'
  | 'findChain'
  | 'findContentLease'
  | 'isReferenced'
  | 'addCandidate'
  | 'isCandidate'
  | 'removeCandidate'
  | 'addDoomed'
  | 'removeDoomed'
>

function contentTables(writer: Writer): ContentTables {
  const { candidates, content, doomed, uses } = writer
  return {
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
    removeContent(reference) {
      writer.hasWritten = true
      content.remove(reference)
    },
    findChain: (reference) => content.findChain(reference),
    findContentLease: (reference) => content.findLease(reference),
    isReferenced: (reference) => uses.isUsed(reference) || content.isPiece(reference),

    addCandidate(reference, since) {
      writer.hasWritten = true
      candidates.add(reference, since)
    },
    isCandidate: (reference) => candidates.has(reference),
    removeCandidate(reference) {
      writer.hasWritten = true
      candidates.remove(reference)
    },
    addDoomed(object) {
      writer.hasWritten = true
      doomed.add(object)
    },
    removeDoomed(address, generation) {
      writer.hasWritten = true
      doomed.remove(address, generation)
    },
  }
}
