import type { Nexus } from '@nexusfs/core'
import { isNexusError } from '@nexusfs/core/kit'
import { groupsOf, type Rotation, type Sink } from './sink.ts'

/** What {@link createTreeSink} works with. */
export interface TreeSinkParts extends Rotation {
  readonly nexus: Nexus
  readonly path: string
  /** Told of each operation that the sink makes itself, before anybody can read of it. */
  onOwn(operationId: string): void
}

/** Lines in a file of the tree. */
export function createTreeSink({ nexus, path, maxBytes, maxFiles, onOwn }: TreeSinkParts): Sink {
  const nameOf = (number: number): string => (number === 0 ? path : `${path}.${number}`)
  const rotate = async (): Promise<void> => {
    await unlessMissing(async () => onOwn((await nexus.delete(nameOf(maxFiles))).operationId))
    for (let number = maxFiles - 1; number >= 0; number--)
      await unlessMissing(async () =>
        onOwn((await nexus.rename(nameOf(number), nameOf(number + 1))).operationId),
      )
  }
  return {
    name: `nx:${path}`,
    check: async () => void (await nexus.exists(path)),
    async append(lines) {
      for (const { text, isNewFile } of groupsOf(lines, await sizeOf(nexus, path), maxBytes)) {
        if (isNewFile) await rotate()
        onOwn((await nexus.append(path, text, { contentType: 'application/jsonl' })).operationId)
      }
    },
  }
}

async function sizeOf(nexus: Nexus, path: string): Promise<number> {
  try {
    return (await nexus.stat(path)).size
  } catch (error) {
    if (isNexusError(error, 'NOT_FOUND')) return 0
    throw error
  }
}

async function unlessMissing(change: () => Promise<void>): Promise<void> {
  try {
    await change()
  } catch (error) {
    if (!isNexusError(error, 'NOT_FOUND')) throw error
  }
}
