import type {
  Mutation,
  NodeRef,
  NodeRestore,
  NodeRow,
  OperationType,
  Sequence,
} from '@nexusfs/core/spec'
import { ROOT_ID } from '@nexusfs/core/spec'
import type { BatchDraft } from './batch-draft.ts'

/** Numbers from 0 (inclusive) to 1 (exclusive), the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A live node with its path. */
export interface Placed {
  readonly path: string
  readonly node: NodeRow
}

/** A tree as it was when a sequence was the last one. */
export interface PastTree {
  readonly at: Sequence
  readonly tree: readonly Placed[]
}

const NAMES = ['a', 'b', 'c', 'é', '\uffff', '\u{1f600}']
const WORDS = ['', 'one', 'two', 'three']

/**
 * Fills a batch with one to four random changes of a tree; some of them bring back what was in one of the past trees.
 * Now and then an operation has two changes. Many changes are impossible on purpose. The same random numbers on trees
 * of the same paths give the same changes.
 */
export function fillRandomBatch(
  draft: BatchDraft,
  tree: readonly Placed[],
  past: readonly PastTree[],
  random: () => number,
): void {
  const count = 1 + Math.floor(random() * 4)
  for (let step = 0; step < count; step++) {
    const type = pick(TYPES, random)
    const fixed = `00000000-0000-4000-8000-${hex(random)}${hex(random)}`
    if (draft.operations.length === 0 || random() < 0.8) draft.log(type, '/', { details: { step } })
    const operation = draft.operations.length - 1
    const change = randomChange(draft, { tree, past, random, type, operation, id: fixed })
    if (change !== undefined) draft.add(change)
  }
}

const TYPES = [
  'write',
  'write',
  'write',
  'mkdir',
  'mkdir',
  'rename',
  'rename',
  'delete',
  'tag',
  'copy',
  'fork',
  'restore',
  'undo',
] as const satisfies readonly OperationType[]

interface Choice {
  readonly tree: readonly Placed[]
  readonly past: readonly PastTree[]
  readonly random: () => number
  readonly type: (typeof TYPES)[number]
  readonly operation: number
  readonly id: string
}

function randomChange(draft: BatchDraft, choice: Choice): Mutation | undefined {
  const { tree, random, operation, id } = choice
  const name = pick(NAMES, random)
  const parent = randomParent(choice)
  const node = tree.length === 0 ? id : pick(tree, random).node.id
  switch (choice.type) {
    case 'write': {
      const tags = random() < 0.3 ? { tag: pick(WORDS, random) } : undefined
      const attributes = tags === undefined ? undefined : { tags }
      draft.put(name, pick(WORDS, random), { parent, id, operation, attributes })
      return undefined
    }
    case 'mkdir':
      return { kind: 'ensureDirectory', parent, name, id, operation }
    case 'rename': {
      const replace = random() < 0.4
      const exchange = random() < 0.2
      return { kind: 'move', node, parent, name, replace, exchange, operation }
    }
    case 'delete':
      return { kind: 'remove', node, recursive: random() < 0.5, operation }
    case 'tag': {
      const attributes = { tags: { tag: pick(WORDS, random) } }
      return { kind: 'attributes', node, attributes, operation }
    }
    case 'copy':
      return { kind: 'copyTree', node, parent, name, operation }
    case 'fork':
    case 'restore':
    case 'undo':
      return choice.past.length === 0 ? undefined : randomReturn(choice, parent, name)
  }
}

/** A change that brings back something of a past tree, half of the time to where it was. */
function randomReturn(choice: Choice, parent: NodeRef, name: string): Mutation | undefined {
  const { past, random, operation, type } = choice
  const { at, tree } = pick(past, random)
  if (tree.length === 0) return undefined
  const { node } = pick(tree, random)
  if (type === 'fork') return { kind: 'copyTree', node: node.id, at, parent, name, operation }
  if (type === 'undo')
    return { kind: 'restoreNodes', nodes: randomRestores(tree, random), operation }
  const place = random() < 0.5 ? { parent: node.parent, name: node.name } : { parent, name }
  return { kind: 'restoreTree', node: node.id, at, ...place, operation }
}

function randomRestores(tree: readonly Placed[], random: () => number): readonly NodeRestore[] {
  const share = random()
  const chosen = tree.slice(0, 12).filter(() => random() < share)
  return chosen.map(({ node: { id, from, type } }) => ({
    node: id,
    ...(random() < 0.8 && { place: random() < 0.1 ? null : from }),
    ...(random() < 0.5 && type === 'file' && { content: from }),
    ...(random() < 0.5 && { attributes: from }),
  }))
}

/** The root, a live directory, or now and then a file, which is impossible. */
function randomParent({ tree, random }: Choice): NodeRef {
  const directories = tree.filter(({ node }) => node.type === 'directory' || random() < 0.05)
  if (directories.length === 0 || random() < 0.3) return ROOT_ID
  return pick(directories, random).node.id
}

function pick<Item>(items: readonly Item[], random: () => number): Item {
  return items[Math.floor(random() * items.length)] as Item
}

function hex(random: () => number): string {
  return Math.floor(random() * 0x1000000)
    .toString(16)
    .padStart(6, '0')
}
