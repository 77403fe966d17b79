import { isNexusError, type Nexus } from '@nexusfs/core'
import { type Content, pieceBytes, streamContent } from './content.ts'
import type { Operation } from './operations.ts'

/** Ids of what an operation was logged as, for undoing it. */
export type Deeds = readonly string[]

/** Makes the call that an operation describes, where `last` did the lane's last change; gives what did it now. */
export async function perform(nx: Nexus, operation: Operation, last: Deeds = []): Promise<Deeds> {
  switch (operation.kind) {
    case 'write': {
      const { path, content, stream } = operation
      return idsOf(await nx.write(path, stream ? streamContent(content) : bytesOf(content)))
    }
    case 'batch':
      return idsOf(
        ...(await nx.writeBatch(
          operation.files.map(({ path, content }) => ({ path, content: bytesOf(content) })),
        )),
      )
    case 'append':
      return idsOf(await nx.append(operation.path, pieceBytes(operation.piece)))
    case 'rename':
      if (operation.from === operation.to) return last
      return idsOf(await nx.rename(operation.from, operation.to, { overwrite: true }))
    case 'copy':
      return idsOf(await nx.copy(operation.from, operation.to, { overwrite: true }))
    case 'delete':
      return idsOf(await nx.delete(operation.path))
    case 'removeDirectory':
      return idsOf(await nx.rmdir(operation.path, { recursive: true }))
    case 'undo':
      return undo(nx, last)
    case 'restore':
      return idsOf(await nx.snapshots.restore(operation.name))
    case 'fork':
      return idsOf(await nx.snapshots.fork(operation.name, operation.to))
    default:
      await performBeside(nx, operation)
      return last
  }
}

/** A restore of what is so already changed nothing, and nothing of it can be taken back. */
async function undo(nx: Nexus, last: Deeds): Promise<Deeds> {
  try {
    return idsOf(await nx.undo(last))
  } catch (error) {
    if (isNexusError(error, 'NOT_SUPPORTED')) return last
    throw error
  }
}

/** What changes no file. */
async function performBeside(nx: Nexus, operation: Operation): Promise<void> {
  if (operation.kind === 'snapshot') {
    const { name, path } = operation
    await nx.snapshots.create(path, { name })
  }
  if (operation.kind === 'forget') await nx.snapshots.delete(operation.name)
  if (operation.kind === 'collect') await collect(nx)
}

/** Another lane, or a process that was killed seconds ago, may be at it. */
async function collect(nx: Nexus): Promise<void> {
  try {
    await nx.content.gc({ apply: true })
  } catch (error) {
    if (!isNexusError(error, 'BUSY') && !isNexusError(error, 'LEASE_LOST')) throw error
  }
}

function idsOf(...results: readonly { readonly operationId?: string | undefined }[]): Deeds {
  return results.flatMap(({ operationId }) => operationId ?? [])
}

function bytesOf(content: Content): Uint8Array {
  return Buffer.concat(content.map(pieceBytes))
}
