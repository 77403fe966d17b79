import type { Mutation, NodeRef, NodeRow, OperationType } from '@nexusfs/core/spec'
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

const NAMES = ['a', 'b', 'c', 'é', '\uffff', '\u{1f600}']
const WORDS = ['', 'one', 'two', 'three']

/**
 * Fills a batch with one to four random changes of a tree. Many of them are impossible on purpose.
 * The same random numbers on a tree of the same paths give the same changes.
 */
export function fillRandomBatch(
  draft: BatchDraft,
  tree: readonly Placed[],
  random: () => number,
): void {
  const count = 1 + Math.floor(random() * 4)
  for (let operation = 0; operation < count; operation++) {
    const type = pick(TYPES, random)
    const fixed = `00000000-0000-4000-8000-${hex(random)}${hex(random)}`
    draft.log(type, '/', { details: { step: operation } })
    const change = randomChange(draft, { tree, random, type, operation, id: fixed })
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
] as const satisfies readonly OperationType[]

interface Choice {
  readonly tree: readonly Placed[]
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
  }
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
