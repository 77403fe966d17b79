import { type PreparedContent, streamRange } from '../../content/index.ts'
import { bytesSource } from '../../kit/index.ts'
import type { Mount } from '../../mounts/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import { ROOT_ID, type Source } from '../../spec/index.ts'
import type { TreeContext } from '../managed/index.ts'

/** The bytes of a source once they are content: from the source where it can be opened again, else from where they lie. */
export function keptSource(
  context: TreeContext,
  { space }: Mount,
  { text }: VirtualPath,
  source: Source,
  { upload, mutations: [mutation], hash, size }: PreparedContent,
): Source {
  if (source.rewindable) return source
  if (mutation?.action === 'inline') return bytesSource(mutation.bytes)
  if (upload !== undefined) {
    const { backend, key } = upload
    return {
      size,
      rewindable: true,
      async *open(start = 0) {
        if (start < size) yield* (await backend.get(key, { range: { start } })).body
      },
    }
  }
  const content = mutation?.action === 'confirm' ? (mutation.content as number) : undefined
  const node = { ...NOWHERE, size, hash, content }
  const file = { space, path: text, node }
  return {
    size,
    rewindable: true,
    open: (start = 0) => streamRange(context, file, { start, end: size }),
  }
}

/** Content is read for a node; these bytes have none yet. */
const NOWHERE = {
  id: ROOT_ID,
  parent: ROOT_ID,
  name: '',
  type: 'file',
  from: 0,
  version: 1,
  createdAt: 0,
  modifiedAt: 0,
} as const
