import type { VirtualPath } from '../../path/index.ts'
import { findNode } from '../managed/index.ts'
import { keyOf } from './keys.ts'
import { observationsOf } from './ledger-records.ts'
import type { MappedContext } from './mapped-context.ts'

/**
 * Nothing was found at a path: a node that is known of a file there ends, so that a later object at that key is another
 * one. It is looked at again, alone, since one of our own changes may be under way.
 */
export async function noteMissing(
  { mount, context, ledger }: MappedContext,
  path: VirtualPath,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { space } = mount
  const { store } = context
  if ((await findNode(store, space, path))?.node.type !== 'file') return
  const key = keyOf(mount, path)
  await ledger.alone(mount, [key], signal, async () => {
    const node = (await findNode(store, space, path))?.node
    if (node?.type !== 'file') return
    // A file without an observation is managed content from before the mount, which only lies hidden.
    const [known] = await observationsOf(store, [node.id])
    if (known === undefined || (await mount.backend.head(key, { signal })) !== undefined) return
    await ledger.noteGone(mount, node, path)
  })
}
