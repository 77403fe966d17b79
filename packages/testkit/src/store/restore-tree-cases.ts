import assert from 'node:assert/strict'
import { newId } from '@nexusfs/core/kit'
import {
  type Id,
  type MutationResult,
  type NodeRow,
  type RestoreTreeMutation,
  ROOT_ID,
  type Sequence,
} from '@nexusfs/core/spec'
import type { StoreCases } from './store-case.ts'
import { plain, present, resultOf, type StoreWorld } from './store-world.ts'

/** A place that becomes what a node and everything below it was. */
export const restoreTreeCases: StoreCases = {
  'everything below a directory becomes what it was': async (world) => {
    const { top, at, before } = await project(world)
    const [kept, changed, moved, gone] = [
      present(before.kept),
      present(before.changed),
      present(before.moved),
      present(before.gone),
    ]
    await world.file('changed', 'two', { parent: top.id, attributes: { tags: { k: 'v' } } })
    await world.move(moved.id, 'elsewhere', top.id)
    await world.remove(gone.id)
    const fresh = await world.file('fresh', 'text', { parent: top.id })
    const { node, count } = await restoreTree(world, top, at)
    assert.deepEqual(plain(node), plain(top))
    assert.equal(count, 4)
    assert.deepEqual(await world.paths(top.id), await world.paths(top.id, at))
    assert.deepEqual(plain(await world.live(kept.id)), plain(kept))
    const back = await world.live(changed.id)
    assert.deepEqual([back.version, back.hash], [3, changed.hash])
    assert.deepEqual([back.attributes, back.origin], [undefined, { node: changed.id, version: 1 }])
    for (const row of [moved, gone]) {
      const now = await world.live(row.id)
      assert.deepEqual(plain(now), plain({ ...row, from: now.from }))
    }
    assert.equal((await world.store.getNodes('acme', [fresh.id]))[0], undefined)
  },
  'what is as it was is not touched': async (world) => {
    const { top, at } = await project(world)
    const settled = await world.store.settled()
    const { node, count } = await restoreTree(world, top, at)
    assert.deepEqual([plain(node), count], [plain(top), 0])
    const rows = (await world.store.listChildren('acme', top.id, { limit: 100 })).rows
    for (const row of rows) assert.ok(row.from <= settled)
  },
  'a tree that was removed comes back with its ids': async (world) => {
    const { top, at, before } = await project(world)
    await world.remove(top.id, true)
    const { node, count } = await restoreTree(world, top, at)
    assert.equal(present(node).id, top.id)
    assert.equal(count, 1 + Object.keys(before).length)
    for (const row of Object.values(before)) {
      const now = await world.live(row.id)
      assert.deepEqual(plain(now), plain({ ...row, from: now.from }))
    }
    assert.deepEqual(await world.paths(top.id), await world.paths(top.id, at))
  },
  'nodes that live elsewhere stay there, and copies take their places': async (world) => {
    const { top, at, before } = await project(world)
    const sub = present(before.sub)
    const inner = present(before.moved)
    await world.move(sub.id, 'away')
    await world.file('moved', 'later', { parent: sub.id })
    const { count } = await restoreTree(world, top, at, { createdBy: 'user:x' })
    assert.equal(count, 3)
    assert.deepEqual(await world.paths(top.id), await world.paths(top.id, at))
    assert.deepEqual(await world.paths(sub.id), ['deep', 'moved'])
    const copy = present(await world.store.lookup('acme', top.id, 'sub')).node
    assert.notEqual(copy.id, sub.id)
    assert.deepEqual([copy.createdBy, copy.origin], ['user:x', undefined])
    const file = present(await world.store.lookup('acme', copy.id, 'moved')).node
    assert.notEqual(file.id, inner.id)
    assert.deepEqual([file.version, file.hash], [1, inner.hash])
    assert.deepEqual(file.origin, { node: inner.id, version: 1 })
    assert.equal((await world.live(inner.id)).version, 2)
  },
  'a node from a directory that lives elsewhere keeps its id when it is there now': async (
    world,
  ) => {
    const { top, at, before } = await project(world)
    const sub = present(before.sub)
    const inner = present(before.moved)
    await world.move(inner.id, 'inner', top.id)
    await world.move(sub.id, 'away')
    await restoreTree(world, top, at)
    assert.deepEqual(await world.paths(top.id), await world.paths(top.id, at))
    const copy = present(await world.store.lookup('acme', top.id, 'sub')).node
    assert.notEqual(copy.id, sub.id)
    assert.equal((await world.live(inner.id)).parent, copy.id)
  },
  'names that were swapped and directories that were turned around go back': async (world) => {
    const top = await world.directory('top')
    const a = await world.directory('a', top.id)
    const b = await world.directory('b', a.id)
    const one = await world.file('one', '1', { parent: b.id })
    const two = await world.file('two', '2', { parent: b.id })
    const at = await world.store.settled()
    const swap = { kind: 'move', node: one.id, parent: b.id, name: 'two', exchange: true } as const
    await world.change(swap)
    await world.move(b.id, 'b', top.id)
    await world.move(a.id, 'a', b.id)
    const { count } = await restoreTree(world, top, at)
    assert.equal(count, 4)
    assert.deepEqual(await world.paths(top.id), ['a', 'a/b', 'a/b/one', 'a/b/two'])
    for (const row of [a, b, one, two]) {
      const now = await world.live(row.id)
      assert.deepEqual(plain(now), plain({ ...row, from: now.from }))
    }
  },
  'what is at the place ends, with everything below it': async (world) => {
    const { top, at, before } = await project(world)
    await world.move(top.id, 'away')
    await world.remove(top.id, true)
    const other = await world.directory('top')
    await world.file('other', 'text', { parent: other.id })
    const { node, count } = await restoreTree(world, top, at)
    assert.equal(present(node).id, top.id)
    assert.equal(count, 3 + Object.keys(before).length)
    assert.deepEqual(await world.paths(), await world.paths(ROOT_ID, at))
    assert.equal((await world.store.getNodes('acme', [other.id]))[0], undefined)
  },
  'a tree that lives elsewhere is copied to the place': async (world) => {
    const { top, at } = await project(world)
    await world.move(top.id, 'away')
    const { node } = await restoreTree(world, top, at)
    assert.notEqual(present(node).id, top.id)
    assert.deepEqual(await world.paths(present(node).id), await world.paths(top.id))
  },
  'a tree that lives elsewhere is copied to a place that is taken': async (world) => {
    const { top, at } = await project(world)
    await world.move(top.id, 'away')
    const other = await world.directory('top')
    await world.file('in', 'text', { parent: other.id })
    const { node, count } = await restoreTree(world, top, at)
    assert.deepEqual([present(node).name, count], ['top', 9])
    assert.notEqual(present(node).id, top.id)
    assert.equal((await world.live(top.id)).name, 'away')
    assert.deepEqual(await world.paths(present(node).id), await world.paths(top.id))
  },
  'a removed file comes back with earlier content as its next version': async (world) => {
    const one = await world.file('a', 'one')
    const at = await world.store.settled()
    await world.file('a', 'two')
    await world.remove(one.id)
    const { node } = await restoreTree(world, one, at)
    const { version, origin, hash } = present(node)
    assert.deepEqual([version, origin, hash], [3, { node: one.id, version: 1 }, one.hash])
  },
  'a directory that a batch ends takes no more files of it': async (world) => {
    const at = await world.store.settled()
    const { top } = await project(world)
    const draft = world.draft().log('write', '/')
    draft.put('x', 'one', { parent: top.id })
    draft.add({ ...treeOf(top, at), node: ROOT_ID })
    draft.put('y', 'two', { parent: top.id })
    await world.impossible(draft, 'parentMissing')
  },
  'the node moves up to the place from below what is there': async (world) => {
    const { top, at } = await project(world)
    await world.move(top.id, 'away')
    const other = await world.directory('top')
    const inside = await world.directory('inside', other.id)
    await world.move(top.id, 'x', inside.id)
    await world.file('fresh', 'text', { parent: top.id })
    const { node, count } = await restoreTree(world, top, at)
    assert.equal(present(node).id, top.id)
    assert.equal(count, 4)
    assert.deepEqual(await world.paths(), await world.paths(ROOT_ID, at))
  },
  'what took the place and was below it then goes back below': async (world) => {
    const { top, at, before } = await project(world)
    const sub = present(before.sub)
    await world.move(sub.id, 'sub')
    await world.remove(top.id, true)
    await world.move(sub.id, 'top')
    const { node, count } = await restoreTree(world, top, at)
    assert.equal(present(node).id, top.id)
    assert.equal(count, 5)
    assert.deepEqual(await world.paths(), await world.paths(ROOT_ID, at))
    assert.equal((await world.live(sub.id)).parent, top.id)
    assert.equal((await world.live(present(before.moved).id)).parent, sub.id)
  },
  'a file comes back to a place where a directory is': async (world) => {
    const file = await world.file('a', 'one')
    const at = await world.store.settled()
    await world.remove(file.id)
    const d = await world.directory('a')
    await world.file('in', 'text', { parent: d.id })
    const { node, count } = await restoreTree(world, file, at)
    assert.deepEqual([present(node).id, present(node).version, count], [file.id, 1, 3])
    assert.deepEqual(await world.paths(), ['a'])
  },
  'another place than it had': async (world) => {
    const { top, at, before } = await project(world)
    const d = await world.directory('d')
    await world.remove(top.id, true)
    const { node } = await restoreTree(world, top, at, { parent: d.id, name: 'back' })
    assert.deepEqual([present(node).parent, present(node).name], [d.id, 'back'])
    assert.equal((await world.live(present(before.kept).id)).parent, top.id)
    assert.deepEqual(await world.names(), ['d'])
  },
  'a place below the node itself takes a copy': async (world) => {
    const { top, at, before } = await project(world)
    const sub = present(before.sub)
    const { node } = await restoreTree(world, top, at, { parent: sub.id, name: 'copy' })
    assert.notEqual(present(node).id, top.id)
    assert.deepEqual(await world.paths(present(node).id), await world.paths(top.id, at))
    assert.deepEqual((await world.live(top.id)).from, top.from)
  },
  'of the root, everything below it comes back': async (world) => {
    const { top, at } = await project(world)
    await world.remove(top.id, true)
    await world.file('fresh')
    const draft = world.changing({ ...treeOf(top, at), node: ROOT_ID, name: '' })
    const { count, node } = resultOf(await world.commit(draft), 0)
    assert.deepEqual([node, count], [undefined, 8])
    assert.deepEqual(await world.paths(), await world.paths(ROOT_ID, at))
    const again = world.changing({ ...treeOf(top, 0), node: ROOT_ID, name: '' })
    await world.commit(again)
    assert.deepEqual(await world.paths(), [])
  },
  'a node that was not live then is stateMissing': async (world) => {
    const early = await world.store.settled()
    const { top, at } = await project(world)
    await world.remove(top.id, true)
    const late = await world.store.settled()
    await world.impossible(world.changing(treeOf(top, early)), 'stateMissing')
    await world.impossible(world.changing(treeOf(top, late)), 'stateMissing')
    const unknown = { ...treeOf(top, at), node: newId() }
    await world.impossible(world.changing(unknown), 'stateMissing')
  },
  'a parent that is missing or a file is refused': async (world) => {
    const { top, at, before } = await project(world)
    const missing = { ...treeOf(top, at), parent: newId() }
    await world.impossible(world.changing(missing), 'parentMissing')
    const file = { ...treeOf(top, at), parent: present(before.kept).id }
    await world.impossible(world.changing(file), 'notDirectory')
  },
  'one that fails in a batch leaves nothing': async (world) => {
    const { top, at, before } = await project(world)
    await world.remove(present(before.sub).id, true)
    await world.file('fresh', 'text', { parent: top.id })
    const now = await world.paths()
    const draft = world.changing(treeOf(top, at), { kind: 'remove', node: newId() })
    await world.impossible(draft, 'nodeMissing')
    assert.deepEqual(await world.paths(), now)
    const [gone] = await world.store.getNodes('acme', [present(before.moved).id])
    assert.equal(gone, undefined)
    await restoreTree(world, top, at)
    assert.deepEqual(await world.paths(), await world.paths(ROOT_ID, at))
  },
  'repeated with its operation id it gives the first result': async (world) => {
    const { top, at, before } = await project(world)
    await world.remove(present(before.sub).id, true)
    const draft = world.changing(treeOf(top, at))
    const first = await world.commit(draft)
    await world.file('later', 'text', { parent: top.id })
    assert.deepEqual(plain(await world.commit(draft)), plain(first))
  },
  'thousands of nodes come back, and every time still reads as it was': async (world) => {
    const draft = world.draft().log('import', '/')
    const top = draft.directory('top')
    for (let directory = 0; directory < 20; directory++) {
      const parent = { mutation: draft.directory(`d${directory}`, { mutation: top }) }
      for (let index = 0; index < 100; index++)
        draft.put(`f${index}`, `text ${index % 9}`, { parent })
    }
    const node = present((await world.commit(draft)).mutations[top]?.node)
    const at = await world.store.settled()
    const before = await world.paths()
    const change = world.draft().log('edit', '/')
    const rows = (await world.store.listChildren('acme', node.id, { limit: 100 })).rows
    for (const row of rows.slice(0, 10)) {
      change.put('f0', 'changed', { parent: row.id })
      change.put('new', 'new', { parent: row.id })
    }
    for (const row of rows.slice(10)) change.add({ kind: 'remove', node: row.id, recursive: true })
    await world.commit(change)
    const changed = await world.store.settled()
    const then = await world.paths()
    const { count } = await restoreTree(world, node, at)
    assert.equal(count, 20 + 10 * 101)
    assert.deepEqual(await world.paths(), before)
    assert.deepEqual(await world.paths(ROOT_ID, at), before)
    assert.deepEqual(await world.paths(ROOT_ID, changed), then)
    await restoreTree(world, node, changed)
    assert.deepEqual(await world.paths(), then)
  },
}

interface Project {
  readonly top: NodeRow
  /** The sequence at which it was so. */
  readonly at: Sequence
  /** Everything below `top`: files kept, changed and gone, the directory `sub` with `moved` and the directory `deep`. */
  readonly before: Readonly<Record<string, NodeRow>>
}

async function project(world: StoreWorld): Promise<Project> {
  const top = await world.directory('top')
  const sub = await world.directory('sub', top.id)
  const file = async (name: string, parent: Id) => await world.file(name, name, { parent })
  const before = {
    sub,
    deep: await world.directory('deep', sub.id),
    kept: await file('kept', top.id),
    changed: await file('changed', top.id),
    moved: await file('moved', sub.id),
    gone: await file('gone', top.id),
  }
  return { top, at: await world.store.settled(), before }
}

function treeOf(
  { id, name }: NodeRow,
  at: Sequence,
  more: Partial<RestoreTreeMutation> = {},
): RestoreTreeMutation {
  return { kind: 'restoreTree', node: id, at, parent: ROOT_ID, name, ...more }
}

async function restoreTree(
  world: StoreWorld,
  node: NodeRow,
  at: Sequence,
  more: Partial<RestoreTreeMutation> = {},
): Promise<MutationResult> {
  return resultOf(await world.change(treeOf(node, at, more)), 0)
}
