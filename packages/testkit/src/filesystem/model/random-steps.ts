import type { FileToWrite, Match, ModelCall, ModelTarget, Step } from './call.ts'

type Random = () => number

/** Handles that make calls: the first has neither user nor run. */
export const AGENTS = [
  { user: undefined, run: undefined },
  { user: 'ann', run: 'r1' },
  { user: 'bob', run: 'r2' },
  { user: 'ann', run: 'r3' },
] as const

/** How many bad inputs there are at most; each sequence picks some of them. */
const BAD = 1000

const DIRECTORIES = ['/a', '/b', '/a/c', '/a/c/d', '/b/e']
const NAMES = ['f', 'g.md', 'c', 'é']
const TEXTS = ['', 'one', 'two', 'one two one']
const SNAPSHOTS = ['s1', 's2']
/** Longer than what any target of the soak keeps inline. */
const LONG = 'long text '.repeat(20)

/** A sequence of random steps. */
export function randomSteps(random: Random, length: number): Step[] {
  return Array.from({ length }, (_, index) => ({
    agent: Math.floor(random() * AGENTS.length),
    call: randomCall(random, index),
  }))
}

function randomCall(random: Random, index: number): ModelCall {
  const kinds = Object.keys(CALLS) as (keyof typeof CALLS)[]
  const weighted = kinds.flatMap((kind) => Array<keyof typeof CALLS>(CALLS[kind][0]).fill(kind))
  return CALLS[pick(random, weighted)][1](random, index)
}

const CALLS = {
  write: [10, (random, index) => ({ kind: 'write', ...file(random, index) })],
  append: [3, (random, index) => ({ kind: 'append', ...file(random, index) })],
  batch: [
    2,
    (random, index) => ({ kind: 'batch', items: several(random, () => file(random, index)) }),
  ],
  edit: [
    2,
    (random, index) => ({
      kind: 'edit',
      path: anyFile(random),
      old: pick(random, ['one', 'two', '+', '']),
      new: `edited ${index}`,
      all: random() < 0.3,
      ...conditions(random),
    }),
  ],
  delete: [5, (random) => ({ kind: 'delete', path: anyPath(random), ...conditions(random) })],
  mkdir: [
    3,
    (random) => ({
      kind: 'mkdir',
      path: anyPath(random),
      parents: random() < 0.6,
      existOk: random() < 0.3,
    }),
  ],
  rmdir: [3, (random) => ({ kind: 'rmdir', path: anyPath(random), recursive: random() < 0.6 })],
  copy: [3, (random) => ({ kind: 'copy', ...fromTo(random) })],
  rename: [6, (random) => ({ kind: 'rename', ...fromTo(random) })],
  metadata: [3, (random, index) => ({ kind: 'metadata', ...attribute(random, index) })],
  tag: [3, (random, index) => ({ kind: 'tag', ...attribute(random, index) })],
  rollback: [
    2,
    (random) => ({
      kind: 'rollback',
      path: anyFile(random),
      version: 1 + Math.floor(random() * 3),
      ...conditions(random),
    }),
  ],
  undo: [
    12,
    (random) => ({
      kind: 'undo',
      target: target(random),
      skip: random() < 0.5,
      dryRun: random() < 0.15,
    }),
  ],
  restore: [
    3,
    (random) => ({
      kind: 'restore',
      path: random() < 0.15 ? '/' : anyPath(random),
      back: anyBack(random),
      dryRun: random() < 0.2,
    }),
  ],
  snapshot: [
    2,
    (random) => ({
      kind: 'snapshot',
      path: random() < 0.2 ? '/' : pick(random, DIRECTORIES),
      name: pick(random, SNAPSHOTS),
    }),
  ],
  forget: [1, (random) => ({ kind: 'forget', name: pick(random, SNAPSHOTS) })],
  return: [
    2,
    (random) => ({ kind: 'return', name: pick(random, SNAPSHOTS), dryRun: random() < 0.2 }),
  ],
  fork: [2, (random) => ({ kind: 'fork', name: pick(random, SNAPSHOTS), to: anyPath(random) })],
  bad: [2, (random) => ({ kind: 'bad', index: Math.floor(random() * BAD) })],
  reopen: [1, () => ({ kind: 'reopen' })],
  collect: [1, () => ({ kind: 'collect' })],
} satisfies Record<
  string,
  readonly [weight: number, make: (random: Random, index: number) => ModelCall]
>

function file(random: Random, index: number): FileToWrite {
  return {
    path: anyFile(random),
    text: random() < 0.4 ? pick(random, TEXTS) : `${random() < 0.3 ? LONG : 'text '}${index}`,
    ...(random() < 0.2 && { type: pick(random, ['text/plain', 'text/x-special']) }),
    ...(random() < 0.2 && { tags: random() < 0.3 ? {} : { t: `${index}` } }),
    ...(random() < 0.2 && { metadata: random() < 0.3 ? {} : { k: `${index}` } }),
    ...conditions(random),
  }
}

function conditions(random: Random): { match?: Match; isNew?: boolean } {
  return {
    ...(random() < 0.1 && { match: pick(random, ['present', 'present', 'other', 'malformed']) }),
    ...(random() < 0.08 && { isNew: true }),
  }
}

function fromTo(random: Random) {
  const [from, to] =
    random() < 0.3
      ? [pick(random, DIRECTORIES), pick(random, DIRECTORIES)]
      : [anyPath(random), anyPath(random)]
  return { from, to, overwrite: random() < 0.5, ...conditions(random) }
}

function attribute(random: Random, index: number) {
  const { match } = conditions(random)
  return {
    path: anyPath(random),
    key: pick(random, ['k', 't']),
    ...(random() < 0.75 && { value: `${random() < 0.2 ? 'same' : index}` }),
    ...(match !== undefined && { match }),
  }
}

function target(random: Random): ModelTarget {
  const kind = random()
  if (kind < 0.5) return { kind: 'one', back: nearBack(random) }
  if (kind < 0.65) return { kind: 'list', backs: several(random, () => nearBack(random)) }
  if (kind < 0.8) return { kind: 'last', count: 1 + Math.floor(random() * 4) }
  if (kind < 0.9) return { kind: 'run', run: pick(random, ['r1', 'r2', 'r3', 'none']) }
  return {
    kind: 'since',
    path: random() < 0.3 ? '/' : pick(random, DIRECTORIES),
    back: nearBack(random),
  }
}

function several<Item>(random: Random, make: () => Item): Item[] {
  return Array.from({ length: Math.floor(random() * 4) }, make)
}

function nearBack(random: Random): number {
  return Math.floor(random() ** 2 * 8)
}

function anyBack(random: Random): number {
  return Math.floor(random() * 30)
}

function anyFile(random: Random): string {
  return `${random() < 0.1 ? '' : pick(random, DIRECTORIES)}/${pick(random, NAMES)}`
}

function anyPath(random: Random): string {
  return random() < 0.35 ? pick(random, DIRECTORIES) : anyFile(random)
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)] as Item
}
