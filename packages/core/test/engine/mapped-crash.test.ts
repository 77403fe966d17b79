import { createMemoryBackend, createMemoryStore, createNexus, type Nexus } from '@nexusfs/core'
import { bytesSource, collectBytes } from '@nexusfs/core/kit'
import type { Backend, MetadataStore } from '@nexusfs/core/spec'
import { describe, expect, test } from 'vitest'
import { Process } from './mortal.fixture.ts'

/** Longer than what lies in the store. */
const LONG = 'long '.repeat(20_000)

type Objects = Readonly<Record<string, string>>

/** A call that is cut off at every step. */
interface Cut {
  readonly name: string
  /** What others put there. */
  readonly theirs?: Objects
  /** What is done before; gives the id of what an undo is about. */
  readonly prepare?: (nexus: Nexus) => Promise<string | undefined>
  readonly run: (
    nexus: Nexus,
    operation: string,
  ) => Promise<{ readonly operationId?: string | undefined }>
  readonly before: Objects
  readonly after: Objects
  /** Objects are changed one after the other: what a crash leaves may lie between the two. */
  readonly isStepwise?: boolean
}

const CUTS: readonly Cut[] = [
  { name: 'a write', run: (nx) => nx.write('/m/a', LONG), before: {}, after: { a: LONG } },
  {
    name: 'an overwrite of what others wrote',
    theirs: { a: 'theirs' },
    run: (nx) => nx.write('/m/a', 'ours'),
    before: { a: 'theirs' },
    after: { a: 'ours' },
  },
  {
    name: 'an overwrite of ours',
    prepare: async (nx) => void (await nx.write('/m/a', LONG)),
    run: (nx) => nx.write('/m/a', 'two'),
    before: { a: LONG },
    after: { a: 'two' },
  },
  {
    name: 'a delete',
    theirs: { a: LONG },
    run: (nx) => nx.delete('/m/a'),
    before: { a: LONG },
    after: {},
  },
  {
    name: 'a rename',
    theirs: { a: LONG },
    run: (nx) => nx.rename('/m/a', '/m/d/b'),
    before: { a: LONG },
    after: { 'd/b': LONG },
  },
  {
    name: 'a rename over a file',
    theirs: { a: 'one', b: 'two!' },
    run: (nx) => nx.rename('/m/a', '/m/b', { overwrite: true }),
    before: { a: 'one', b: 'two!' },
    after: { b: 'one' },
  },
  {
    name: 'a copy',
    theirs: { a: 'theirs' },
    run: (nx) => nx.copy('/m/a', '/m/b'),
    before: { a: 'theirs' },
    after: { a: 'theirs', b: 'theirs' },
  },
  { name: 'a mkdir', run: (nx) => nx.mkdir('/m/d'), before: {}, after: { 'd/': '' } },
  {
    name: 'a recursive rmdir',
    theirs: { 'd/a': 'one', 'd/b': 'two', c: 'c' },
    run: (nx) => nx.rmdir('/m/d', { recursive: true }),
    before: { 'd/a': 'one', 'd/b': 'two', c: 'c' },
    after: { c: 'c' },
    isStepwise: true,
  },
  {
    name: 'an undo of an overwrite',
    theirs: { a: 'theirs' },
    prepare: async (nx) => (await nx.write('/m/a', LONG)).operationId,
    run: (nx, operation) => nx.undo(operation),
    before: { a: LONG },
    after: { a: 'theirs' },
  },
  {
    name: 'an undo of a write',
    prepare: async (nx) => (await nx.write('/m/a', LONG)).operationId,
    run: (nx, operation) => nx.undo(operation),
    before: { a: LONG },
    after: {},
  },
  {
    name: 'an undo of a delete',
    theirs: { a: LONG },
    prepare: async (nx) => (await nx.delete('/m/a')).operationId,
    run: (nx, operation) => nx.undo(operation),
    before: {},
    after: { a: LONG },
  },
  {
    name: 'an undo of a rename',
    theirs: { a: 'theirs' },
    prepare: async (nx) => (await nx.rename('/m/a', '/m/b')).operationId,
    run: (nx, operation) => nx.undo(operation),
    before: { b: 'theirs' },
    after: { a: 'theirs' },
  },
  {
    name: 'an undo of a recursive rmdir',
    theirs: { 'd/a': 'one', 'd/e/b': 'two' },
    prepare: async (nx) => (await nx.rmdir('/m/d', { recursive: true })).operationId,
    run: (nx, operation) => nx.undo(operation),
    before: {},
    after: { 'd/a': 'one', 'd/e/b': 'two' },
  },
]

/** How a bucket keeps what was, and whether it renames in one step. */
const KINDS = [
  { history: 'cas', renames: true },
  { history: 'cas', renames: false },
  { history: 'versioning', renames: false },
] as const

type Kind = (typeof KINDS)[number]

describe.each(KINDS)('a process that ends, history $history, renaming $renames', (kind) => {
  test.each(CUTS)(
    'at any step of $name: nothing is lost, and nothing stays half-done',
    async (cut) => {
      for (const hasEffect of [false, true])
        for (let step = 1; await cutAt(cut, kind, step, hasEffect); step++)
          expect(step).toBeLessThan(100)
    },
  )
})

/** Gives whether the process ended at that step, rather than after the call. */
async function cutAt(cut: Cut, kind: Kind, step: number, hasEffect: boolean): Promise<boolean> {
  const world = new World(kind)
  for (const [key, text] of Object.entries(cut.theirs ?? {})) await world.put(key, text)
  const first = await world.open(new Process())
  const operation = (await cut.prepare?.(first)) ?? ''
  await first.close()
  const process = new Process()
  const mortal = await world.open(process)
  await mortal.list('/m').toArray()
  process.calls = 0
  process.endsAt = step
  process.hasEffect = hasEffect
  const result = await cut.run(mortal, operation).catch(() => undefined)
  const isCut = process.isOver
  if (!isCut) expect(result).toBeDefined()
  process.end()
  await mortal.close().catch(() => undefined)

  const next = await world.open(new Process())
  const where = `${cut.name}, step ${step} ${hasEffect ? 'after' : 'before'} its effect`
  await next.list('/m').toArray()
  const objects = await world.objects()
  expect(await world.left(), where).toEqual([])
  const isAfter = JSON.stringify(objects) === JSON.stringify(sorted(cut.after))
  if (result !== undefined) expect(objects, where).toEqual(cut.after)
  else if (!cut.isStepwise && !isAfter) expect(objects, where).toEqual(cut.before)
  if (cut.isStepwise)
    for (const [key, text] of Object.entries(objects)) expect(cut.before[key], where).toBe(text)
  await world.checkWayBack(next, cut, isAfter, operation, where)
  await next.close()
  return isCut
}

class World {
  readonly store: MetadataStore = createMemoryStore()
  readonly managed: Backend = createMemoryBackend()
  readonly bucket: Backend
  readonly history: Kind['history']

  constructor({ history, renames }: Kind) {
    this.history = history
    const bucket = createMemoryBackend({ versioning: history === 'versioning' })
    this.bucket = renames ? bucket : withoutRename(bucket)
  }

  open(process: Process): Promise<Nexus> {
    const changes = ['put', 'delete', 'deleteMany', 'copy', 'rename', 'setMetadata']
    const backend = process.using(this.bucket, changes)
    return createNexus({
      store: process.using(this.store, ['commit']),
      backend: process.using(this.managed, changes),
      mounts: [{ mountPoint: '/m', backend, layout: 'path', history: this.history }],
      ownsAdapters: false,
    })
  }

  async put(key: string, text: string): Promise<void> {
    await this.bucket.put(key, bytesSource(Buffer.from(text)))
  }

  /** All objects with their bytes, sorted by key. */
  async objects(): Promise<Record<string, string>> {
    const { objects } = await this.bucket.list({ limit: 1000 })
    const found: Record<string, string> = {}
    for (const { key } of objects)
      found[key] = Buffer.from(await collectBytes((await this.bucket.get(key)).body)).toString()
    return found
  }

  /** What is written down of changes that have not ended. */
  async left(): Promise<readonly string[]> {
    const found = []
    for (const collection of ['intent', 'undoing'])
      found.push(...(await this.store.scanRecords(collection, { limit: 100 })).rows)
    return found.map(({ key }) => key)
  }

  /** What was made is logged and can be taken back; what was not can be done. */
  async checkWayBack(
    next: Nexus,
    cut: Cut,
    isAfter: boolean,
    operation: string,
    where: string,
  ): Promise<void> {
    if (!isAfter) {
      await cut.run(next, operation)
      expect(await this.objects(), where).toEqual(cut.after)
    }
    const [made] = await next.operations.list({ limit: 50 }).toArray()
    expect(made, where).toBeDefined()
    if (cut.isStepwise) return
    const rows = await next.operations.list({ types: ['undo'] }).toArray()
    const undo = cut.name.startsWith('an undo')
      ? rows.find(({ batch }) => batch === undefined)
      : made
    await next.undo(undo?.id ?? '')
    expect(await this.objects(), `${where}, and back`).toEqual(cut.before)
  }
}

/** The same bucket, where a rename is a copy and a delete, as in most. */
function withoutRename(bucket: Backend): Backend {
  const capabilities = { ...bucket.capabilities, rename: false }
  return new Proxy(bucket, {
    get(target, name) {
      if (name === 'capabilities') return capabilities
      if (name === 'rename') return undefined
      const member: unknown = Reflect.get(target, name, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

function sorted(objects: Objects): Objects {
  return Object.fromEntries(Object.entries(objects).sort(([a], [b]) => (a < b ? -1 : 1)))
}
