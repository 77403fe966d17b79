import { newId } from '@nexusfs/core/kit'
import { type Batch, type Id, type MetadataStore, ROOT_ID } from '@nexusfs/core/spec'
import { batchOf, writeFile } from './batches.ts'

/** Files of the tree that the crash tests change. */
export const FILES = 12

/** A tree with files in several versions, some moved, some gone. */
export async function makeTree(store: MetadataStore): Promise<void> {
  const made = await store.commit(
    batchOf('mkdir', '/tree', {
      kind: 'ensureDirectory',
      parent: ROOT_ID,
      name: 'tree',
      id: newId(),
    }),
  )
  const parent = made.ok ? (made.mutations[0]?.node?.id ?? '') : ''
  for (const version of ['one', 'two', 'three'])
    for (let index = 0; index < FILES; index++)
      await writeFile(store, `f${index}`, `${version} ${index}`, { parent })
  const { rows } = await store.listChildren('acme', parent, { limit: FILES })
  for (const { id, name } of rows.slice(0, 4))
    await store.commit(
      batchOf('rename', `/tree/${name}`, { kind: 'move', node: id, parent, name: `m-${name}` }),
    )
  for (const { id, name } of rows.slice(4, 8))
    await store.commit(batchOf('delete', `/tree/${name}`, { kind: 'remove', node: id }))
}

/** The batch of a change, by name. */
export async function crashBatch(store: MetadataStore, change: string, tree: Id): Promise<Batch> {
  const at = 1 + FILES
  if (change === 'restoreTree')
    return batchOf('restore', '/tree', {
      kind: 'restoreTree',
      node: tree,
      at,
      parent: ROOT_ID,
      name: 'tree',
    })
  if (change === 'fork')
    return batchOf('fork', '/tree', {
      kind: 'copyTree',
      node: tree,
      at,
      parent: ROOT_ID,
      name: 'fork',
    })
  const { rows } = await store.listChildren('acme', tree, { limit: FILES, at })
  if (change === 'restoreNodes')
    return batchOf('undo', '/tree', {
      kind: 'restoreNodes',
      nodes: rows.map(({ id, from }) => ({ node: id, place: from, content: from })),
    })
  const states: { node: Id; to: number }[] = []
  for (const { id } of rows) {
    const history = await store.nodeHistory('acme', id, { limit: 100 })
    for (const { to } of history.rows) if (to !== undefined) states.push({ node: id, to })
  }
  return { space: 'acme', operations: [], mutations: [{ kind: 'prune', states }] }
}
