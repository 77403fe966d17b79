import { type Precondition, ROOT_ID } from '../../spec/index.ts'
import { type BatchContext, seeNode } from './batch-context.ts'
import { newestGeneration } from './new-generation.ts'
import type { CommitTables } from './tables.ts'

/** Whether a condition of a commit holds now. */
export function holds(context: BatchContext, condition: Precondition): boolean {
  const { tables, time } = context
  switch (condition.kind) {
    case 'absent':
      return tables.findChild(condition.parent, condition.name) === undefined
    case 'exists': {
      const node = tables.getNode(condition.node)
      return (
        node !== undefined &&
        (condition.parent === undefined || node.parent === condition.parent) &&
        (condition.name === undefined || node.name === condition.name)
      )
    }
    case 'version': {
      const node = tables.findChild(condition.parent, condition.name)
      return node?.type === 'file' && node.version === condition.version
    }
    case 'etag': {
      const node = tables.findChild(condition.parent, condition.name)
      return node?.type === 'file' && node.hash === condition.hash
    }
    case 'unchanged':
      return (seeNode(context, condition.node)?.from ?? null) === condition.from
    case 'emptyDirectory':
      return isDirectory(tables, condition.node) && !tables.hasChildren(condition.node)
    case 'record':
      return (
        (tables.getRecord(condition.collection, condition.key)?.version ?? null) ===
        condition.version
      )
    case 'lease': {
      const lease = tables.findLease(condition.queue, condition.key)
      return lease !== undefined && lease.token === condition.token && lease.expiresAt > time
    }
    case 'content': {
      const content = tables.getContent(condition.content)
      return (
        content !== undefined &&
        newestGeneration(content) === condition.generation &&
        content.state !== 'suspect' &&
        content.state !== 'condemned'
      )
    }
  }
}

function isDirectory(tables: CommitTables, node: string): boolean {
  return node === ROOT_ID || tables.getNode(node)?.type === 'directory'
}
