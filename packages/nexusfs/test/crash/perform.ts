import type { Nexus } from '@nexusfs/core'
import { type Content, pieceBytes, streamContent } from './content.ts'
import type { Operation } from './operations.ts'

/** Makes the call that an operation describes. */
export async function perform(nx: Nexus, operation: Operation): Promise<unknown> {
  switch (operation.kind) {
    case 'write': {
      const { path, content, stream } = operation
      return nx.write(path, stream ? streamContent(content) : bytesOf(content))
    }
    case 'batch':
      return nx.writeBatch(
        operation.files.map(({ path, content }) => ({ path, content: bytesOf(content) })),
      )
    case 'append':
      return nx.append(operation.path, pieceBytes(operation.piece))
    case 'rename':
      if (operation.from === operation.to) return undefined
      return nx.rename(operation.from, operation.to, { overwrite: true })
    case 'copy':
      return nx.copy(operation.from, operation.to, { overwrite: true })
    case 'delete':
      return nx.delete(operation.path)
    case 'removeDirectory':
      return nx.rmdir(operation.path, { recursive: true })
  }
}

function bytesOf(content: Content): Uint8Array {
  return Buffer.concat(content.map(pieceBytes))
}
