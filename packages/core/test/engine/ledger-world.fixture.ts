import { LRUCache } from 'lru-cache'
import { AppendStates, ContentBackends, createBucket } from '../../src/content/index.ts'
import { bytesSource, collectBytes, newId } from '../../src/kit/index.ts'
import { createMemoryBackend, createMemoryStore } from '../../src/memory/index.ts'
import type { Mount } from '../../src/mounts/index.ts'
import { parsePath } from '../../src/path/index.ts'
import type { Backend, MetadataStore, NodeRow } from '../../src/spec/index.ts'
import type { TreeContext } from '../../src/trees/managed/index.ts'
import { stateBytes } from '../../src/trees/mapped/history-bytes.ts'
import {
  type Ledger,
  type MappedChange,
  type MappedHistory,
  type ObjectChange,
  type Observation,
  OPERATION_METADATA,
  observationOf,
  putObservation,
} from '../../src/trees/mapped/ledger.ts'
import { createLedger } from '../../src/trees/mapped/mount-ledger.ts'

/** Ends a change as the end of its process would. */
export class Crash extends Error {}

/** Where a process ends: before what it was about to do, or right after. */
export type Step = 'kept' | 'begun' | 'half' | 'changed'

/** A mount of layout `path` over memory, with the least that a tree does. */
export class LedgerWorld {
  readonly store: MetadataStore
  readonly bucket: Backend
  readonly mount: Mount
  readonly context: TreeContext
  readonly ledger: Ledger
  /** The step after which the process ends. */
  dies: Step | undefined

  constructor(
    store: MetadataStore,
    bucket: Backend,
    managed: Backend,
    storeId: string,
    history: MappedHistory,
  ) {
    this.store = store
    this.bucket = bucket
    this.mount = {
      id: newId(),
      space: 'default',
      mountPoint: parsePath('/mnt'),
      backend: createBucket(bucket, {}),
      layout: 'path',
      priority: 0,
      readonly: false,
      history,
    }
    this.context = contextOf(store, createBucket(managed, {}), storeId)
    this.ledger = createLedger({
      content: this.context,
      managed: this.context.configured()[0] as Backend,
      clock: { now: Date.now },
    })
  }

  /** A world of its own. */
  static async open(history: MappedHistory): Promise<LedgerWorld> {
    const store = createMemoryStore()
    const { storeId } = await store.migrate()
    const bucket = createMemoryBackend({ versioning: history === 'versioning' })
    return new LedgerWorld(store, bucket, createMemoryBackend(), storeId, history)
  }

  /** Another process on the same data. */
  async next(): Promise<LedgerWorld> {
    const { storeId } = await this.store.migrate()
    const managed = this.context.configured()[0] as Backend
    return new LedgerWorld(
      this.store,
      this.bucket,
      managed,
      storeId,
      this.mount.history as MappedHistory,
    )
  }

  async see(key: string): Promise<Observation | undefined> {
    const info = await this.mount.backend.head(key)
    return info && observationOf(info)
  }

  /** What another program writes. */
  async outside(key: string, text: string): Promise<void> {
    await this.bucket.put(key, bytesSource(Buffer.from(text)))
  }

  async write(key: string, text: string): Promise<NodeRow | undefined> {
    const { mount, ledger } = this
    const path = pathOf(key)
    const before = await this.see(key)
    const kept = await ledger.keep(mount, path, bytesSource(Buffer.from(text)), undefined)
    this.#step('kept')
    const change = this.change('write', [{ action: 'put', path, key, before, kept }])
    const intent = await ledger.begin(change)
    this.#step('begun')
    const precondition =
      before === undefined ? ({ ifNoneMatch: '*' } as const) : { ifMatch: before.etag }
    const metadata = { [OPERATION_METADATA]: intent.id }
    const answer = await mount.backend.put(key, kept.source, { precondition, metadata })
    this.#step('changed')
    const left = [putObservation(key, answer, { now: Date.now(), operation: intent.id })]
    return (await ledger.settle(intent, { left })).nodes[0]
  }

  async delete(key: string): Promise<void> {
    const { mount, ledger } = this
    const before = (await this.see(key)) as Observation
    const change = this.change('delete', [{ action: 'delete', path: pathOf(key), key, before }])
    const intent = await ledger.begin(change)
    this.#step('begun')
    await mount.backend.delete(key)
    this.#step('changed')
    await ledger.settle(intent, { left: [undefined] })
  }

  async rename(key: string, target: string): Promise<NodeRow | undefined> {
    const { mount, ledger } = this
    const seen = (await this.see(key)) as Observation
    const before = await this.see(target)
    const from = { path: pathOf(key), key, seen }
    const object = { action: 'rename', path: pathOf(target), key: target, before, from } as const
    const intent = await ledger.begin(this.change('rename', [object]))
    this.#step('begun')
    await mount.backend.copy?.(key, target)
    this.#step('half')
    await mount.backend.delete(key)
    this.#step('changed')
    return (await ledger.settle(intent, { left: [await this.see(target)] })).nodes[0]
  }

  change(type: MappedChange['operation']['type'], objects: readonly ObjectChange[]): MappedChange {
    const path = objects[0]?.path.text ?? '/mnt'
    const operation = { id: newId(), type, path }
    return { mount: this.mount, operation, createdBy: 'user:tester', objects }
  }

  /** The file of which the store knows at a key. */
  async node(key: string): Promise<NodeRow | undefined> {
    return (await this.store.resolve('default', pathOf(key).segments)).found?.node
  }

  /** Texts of all versions of a file, the newest first. */
  async versions(key: string, most = 100): Promise<readonly string[]> {
    const node = await this.node(key)
    return node === undefined ? [] : this.versionsOf(node.id, key, most)
  }

  async versionsOf(node: string, key: string, most = 100): Promise<readonly string[]> {
    const { rows } = await this.store.nodeHistory('default', node, { limit: most })
    const texts: string[] = []
    for (const row of rows) {
      const bytes = await stateBytes(this.context, this.mount, pathOf(key).text, row)
      texts.push(
        Buffer.from(await collectBytes(bytes.stream({ start: 0, end: row.size }))).toString(),
      )
    }
    return texts
  }

  /** Types of all logged operations, the oldest first. */
  async log(): Promise<readonly string[]> {
    const { rows } = await this.store.operations('default', { limit: 100 })
    return rows.map(({ type }) => type).reverse()
  }

  /** Changes that are written down. */
  async intents(): Promise<number> {
    return (await this.store.scanRecords('intent', { limit: 100 })).rows.length
  }

  async text(key: string): Promise<string | undefined> {
    if ((await this.bucket.head(key)) === undefined) return undefined
    return Buffer.from(await collectBytes((await this.bucket.get(key)).body)).toString()
  }

  #step(step: Step): void {
    if (this.dies === step) throw new Crash()
  }
}

function pathOf(key: string) {
  return parsePath(`/mnt/${key}`)
}

function contextOf(store: MetadataStore, managed: Backend, storeId: string): TreeContext {
  return {
    store,
    backends: new ContentBackends(storeId, newId),
    inlineMaxBytes: 64,
    tmpDir: '/nonexistent',
    newId,
    random: () => 0,
    logger: undefined,
    configured: () => [managed],
    cache: new LRUCache({ maxSize: 1 << 20, sizeCalculation: (bytes) => bytes.byteLength + 1 }),
    seen: new LRUCache({ max: 100 }),
    appends: new AppendStates(),
    noteChange: () => undefined,
    poolOf: (space) => space,
  }
}
