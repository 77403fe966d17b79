import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalBackend } from '@nexusfs/backend-local'
import {
  type Backend,
  createMemoryBackend,
  createMemoryStore,
  createNexus,
  isNexusError,
  type JsonObject,
  type MetadataStore,
  type Nexus,
} from '@nexusfs/core'
import { createSqliteStore } from '@nexusfs/store-sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pieceBytes } from './crash/content.ts'
import { createRandom, type Random } from './crash/random.ts'

const SEED = Number(process.env.NEXUS_TEST_SEED ?? 1)
const SCALE = Number(process.env.NEXUS_TEST_SCALE ?? 0.05)
/** Writes, deletes, reads and snapshots on each stack: 50,000 at full scale. Collections do not count. */
const EVENTS = Math.max(500, Math.round(50_000 * SCALE))
const WRITERS = 4
const READERS = 3
/** Few paths and few contents, so that the same bytes come, go and come again. */
const FILES = 8
const CONTENTS = 12
/** Some content lies in the store, some is an object, some is streamed. */
const INLINE_MAX_BYTES = 2_000
const SIZES = [20, 1_500, 2_500, 9_000, 300_000]

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-gc-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

interface Stack {
  readonly store: MetadataStore
  readonly backend: Backend
}

const STACKS: Readonly<Record<string, () => Stack>> = {
  memory: () => ({ store: createMemoryStore(), backend: createMemoryBackend() }),
  'SQLite and local': () => ({
    store: createSqliteStore({ path: join(folder, 'metadata.db') }),
    backend: createLocalBackend({ root: join(folder, 'content') }),
  }),
}

describe('writers, readers, deleters, snapshots and collectors at once', () => {
  test.each(Object.entries(STACKS))(
    `${EVENTS} events on %s: no read fails, no file is lost, nothing stays`,
    async (_, create) => {
      const { store, backend } = create()
      const soak = new Soak(store, backend)
      await soak.run()
    },
    120_000 + EVENTS * 20,
  )
})

/** Two engines on one store, as two processes would have, with nothing kept for anybody. */
class Soak {
  readonly #store: MetadataStore
  readonly #backend: Backend
  readonly #expected = new Map<string, string>()
  #handles: readonly Nexus[] = []
  #events = 0
  #readFiles = 0
  #deletedObjects = 0

  constructor(store: MetadataStore, backend: Backend) {
    this.#store = store
    this.#backend = backend
  }

  async run(): Promise<void> {
    this.#handles = [await this.#open(), await this.#open()]
    await Promise.all([
      ...Array.from({ length: WRITERS }, (_, lane) => this.#write(lane)),
      ...Array.from({ length: READERS }, (_, lane) => this.#read(lane)),
      this.#collect(0),
      this.#collect(1),
      this.#snapshot(),
    ])
    await this.#checkEnd()
    for (const handle of this.#handles) await handle.close()
    await this.#store.close()
    await this.#backend.close()
  }

  #open(): Promise<Nexus> {
    return createNexus({
      store: this.#store,
      backend: this.#backend,
      inlineMaxBytes: INLINE_MAX_BYTES,
      cacheSizeMb: 0,
      retention: 0,
      gcGrace: 0,
      gcDelay: 0,
      gc: 'manual',
      ownsAdapters: false,
    })
  }

  #handle(random: Random): Nexus {
    return random.pick(this.#handles)
  }

  get #isOver(): boolean {
    return this.#events >= EVENTS
  }

  /** Each writer owns its files, so what they hold is known at any time. */
  async #write(lane: number): Promise<void> {
    const random = createRandom(SEED + lane)
    while (!this.#isOver) {
      this.#events += 1
      await turn()
      const path = `/lane-${lane}/${random.below(FILES)}`
      const there = this.#expected.has(path)
      const nexus = this.#handle(random)
      const kind = random.below(10)
      if (kind < 4) {
        const bytes = contentOf(random)
        await nexus.write(path, bytes)
        this.#expected.set(path, hashOf(bytes))
      } else if (kind < 5 && there) {
        const before = await nexus.read(path)
        const added = contentOf(random)
        await nexus.append(path, added)
        this.#expected.set(path, hashOf(Buffer.concat([before, added])))
      } else if (kind < 6 && there) {
        const target = `/lane-${lane}/${random.below(FILES)}`
        if (target === path) continue
        await nexus.copy(path, target, { overwrite: true })
        this.#expected.set(target, this.#expected.get(path) as string)
      } else if (there) {
        await nexus.delete(path)
        this.#expected.delete(path)
      }
    }
  }

  /** What a reader gets is whole or NOT_FOUND, or said to have changed under a stream that had begun. */
  async #read(lane: number): Promise<void> {
    const random = createRandom(SEED + 100 + lane)
    while (!this.#isOver) {
      this.#events += 1
      await turn()
      const path = `/lane-${random.below(WRITERS)}/${random.below(FILES)}`
      const nexus = this.#handle(random)
      try {
        if (random.below(3) > 0) await nexus.read(path)
        else await new Response(nexus.readStream(path)).arrayBuffer()
        this.#readFiles += 1
      } catch (error) {
        if (!isNexusError(error, 'NOT_FOUND') && !isNexusError(error, 'CONFLICT')) throw error
      }
    }
  }

  async #collect(handle: number): Promise<void> {
    const nexus = this.#handles[handle] as Nexus
    while (!this.#isOver) {
      try {
        this.#deletedObjects += (await nexus.content.gc({ apply: true })).objectsDeleted
      } catch (error) {
        if (!isNexusError(error, 'BUSY') && !isNexusError(error, 'LEASE_LOST')) throw error
      }
      await turn()
    }
  }

  /** Every file that a snapshot shows stays readable as long as it is there. */
  async #snapshot(): Promise<void> {
    const random = createRandom(SEED + 200)
    for (let count = 0; !this.#isOver; count++) {
      this.#events += 1
      await turn()
      const nexus = this.#handle(random)
      const name = `snapshot-${count}`
      if (!(await takeSnapshot(this.#store, name))) continue
      const shown: string[] = []
      for await (const { path, etag } of nexus.list('/', { at: name }))
        shown.push(`${path} ${etag}`)
      for (const line of shown) {
        this.#events += 1
        const [path = '', etag] = line.split(' ')
        expect(hashOf(await nexus.read(path, { at: name })), `${path} at ${name}`).toBe(etag)
      }
      await dropSnapshot(this.#store, name)
      // Meanwhile there is none, so that something can go.
      const next = this.#events + 20 + 10 * shown.length
      while (this.#events < next && !this.#isOver) await turn()
    }
  }

  async #checkEnd(): Promise<void> {
    expect(this.#readFiles).toBeGreaterThan(EVENTS / 20)
    expect(this.#deletedObjects).toBeGreaterThan(EVENTS / 1_000)
    const [nexus] = this.#handles as [Nexus]
    for (const [path, hash] of this.#expected)
      expect(hashOf(await nexus.read(path)), path).toBe(hash)
    await nexus.content.gc({ apply: true })
    const report = await nexus.content.fsck({ deep: true })
    expect(report.problems, `seed ${SEED}`).toEqual([])
    for (const path of this.#expected.keys()) {
      expect((await nexus.read(path)).byteLength).toBeGreaterThan(0)
      await nexus.delete(path)
    }
    await nexus.content.gc({ apply: true })
    const { objects } = await this.#backend.list({ limit: 1000 })
    expect(
      objects.map(({ key }) => key),
      `seed ${SEED}`,
    ).toEqual(['nexus.json'])
    const { rows } = await this.#store.listContent({ limit: 1000 })
    expect(rows.filter(({ state }) => state !== 'condemned')).toEqual([])
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function contentOf(random: Random): Uint8Array {
  const seed = random.below(CONTENTS)
  return pieceBytes({ seed, size: SIZES[seed % SIZES.length] as number })
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A snapshot of everything, as the engine makes it; false when pruning came between. */
async function takeSnapshot(store: MetadataStore, name: string): Promise<boolean> {
  const [horizon] = await store.getRecords('horizon', ['default'])
  const sequence = await store.settled()
  const value = { space: 'default', name, path: '/', node: ROOT, sequence, time: 0, operation: '' }
  const touched = horizon?.value ?? { sequence: 0, scanned: 0 }
  const result = await store.commit({
    space: 'default',
    operations: [],
    preconditions: [
      { kind: 'record', collection: 'horizon', key: 'default', version: horizon?.version ?? null },
    ],
    mutations: [put('snapshot', `default/${name}`, value), put('horizon', 'default', touched)],
  })
  return result.ok
}

/** The end of a snapshot: pruning looks again at what it held. */
async function dropSnapshot(store: MetadataStore, name: string): Promise<void> {
  for (;;) {
    const [horizon] = await store.getRecords('horizon', ['default'])
    const [snapshot] = await store.getRecords('snapshot', [`default/${name}`])
    const { sequence = 0, scanned = sequence } = horizon?.value ?? {}
    const again = Math.min(Number(scanned), Number(snapshot?.value.sequence))
    const result = await store.commit({
      space: 'default',
      operations: [],
      preconditions: [
        {
          kind: 'record',
          collection: 'horizon',
          key: 'default',
          version: horizon?.version ?? null,
        },
      ],
      mutations: [
        { kind: 'record', action: 'delete', collection: 'snapshot', key: `default/${name}` },
        put('horizon', 'default', { sequence, scanned: again }),
      ],
    })
    if (result.ok) return
  }
}

const ROOT = '00000000-0000-0000-0000-000000000000'

function put(collection: string, key: string, value: JsonObject) {
  return { kind: 'record', action: 'put', collection, key, value } as const
}
