import { type Change, isSame } from './change.ts'
import { copyTree } from './file-changes.ts'
import { Refused } from './refused.ts'
import {
  childrenOf,
  find,
  isLive,
  listed,
  type ModelContent,
  type ModelNode,
  type ModelPlace,
  type ModelTree,
  nameOf,
  ROOT,
  subtreeOf,
} from './tree.ts'

/** Makes a path and what is below it what they were. */
export function restorePath(change: Change, past: ModelTree, path: string): void {
  if (path === '/') {
    restoreBelow(
      change,
      past,
      [ROOT, ROOT],
      listed(change.tree).map(([, node]) => node),
    )
    return
  }
  const then = find(past, path).node
  if (then === undefined) throw new Refused('NOT_FOUND')
  restoreAt(change, past, then, change.placeOf(path))
}

/**
 * A place becomes what a node was with all below it. Nodes that are there, or nowhere, come back themselves; of one
 * that is elsewhere now a copy is made. What was not there then ends.
 */
function restoreAt(change: Change, past: ModelTree, then: ModelNode, place: ModelPlace): void {
  const there = childrenOf(change.tree, place.parent).find((child) => nameOf(child) === place.name)
  const inside = there === undefined ? [] : subtreeOf(change.tree, there)
  const key = put(change, then, place, inside)
  restoreBelow(change, past, [then.key, key], inside)
}

/** @param inside - what is at the place now, directories before what is in them. */
function restoreBelow(
  change: Change,
  past: ModelTree,
  [source, target]: readonly [source: number, target: number],
  inside: readonly ModelNode[],
): void {
  const kept = new Set([target])
  const putBelow = (from: number, parent: number): void => {
    for (const child of childrenOf(past, from)) {
      const key = put(change, child, { parent, name: nameOf(child) }, inside)
      kept.add(key)
      putBelow(child.key, key)
    }
  }
  putBelow(source, target)
  for (const { key } of inside) {
    const now = change.tree.get(key) as ModelNode
    if (!kept.has(key)) change.alter(now, { place: null })
  }
}

/** Brings a node back, or a copy of it; gives the key of what is there then. */
function put(
  change: Change,
  then: ModelNode,
  place: ModelPlace,
  inside: readonly ModelNode[],
): number {
  const isInside = inside.some(({ key }) => key === then.key)
  if (isLive(change.tree.get(then.key)) && !isInside) return copyOf(change, then, place)
  bringBack(change, then, place)
  return then.key
}

/** A copy of one node alone. */
function copyOf(change: Change, then: ModelNode, place: ModelPlace): number {
  const key = change.tree.size + 1
  copyTree(change, new Map(), then, place)
  return key
}

function bringBack(change: Change, then: ModelNode, place: ModelPlace): void {
  const now = change.tree.get(then.key) as ModelNode
  const content = then.content.value
  const attributes = then.attributes.value
  if (!isLive(now)) {
    change.alter(now, { place, content, attributes })
    return
  }
  const is = now.place.value
  const isPlaced = is?.parent === place.parent && is.name === place.name
  const hasContent = isSameContent(now.content.value, content)
  if (isPlaced && hasContent && isSame(attributes, now.attributes.value)) return
  change.alter(now, {
    ...(!isPlaced && { place }),
    ...(!hasContent && { content }),
    attributes,
  })
}

function isSameContent(a: ModelContent, b: ModelContent): boolean {
  return a.text === b.text && a.type === b.type && a.modifiedAt === b.modifiedAt
}
