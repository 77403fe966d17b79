import assert from 'node:assert/strict'
import type {
  Batch,
  CommitResult,
  HistoryRow,
  Id,
  MetadataStore,
  Mutation,
  MutationResult,
  NodeRow,
  Page,
  PutMutation,
  RecordRow,
  ScanOptions,
  Sequence,
  StructuralProblem,
} from '@nexusfs/core/spec'
import { ROOT_ID } from '@nexusfs/core/spec'
import { BatchDraft } from './batch-draft.ts'
import type { OpenedStore } from './target.ts'

/** A commit that succeeded. */
export type Committed = CommitResult & { readonly ok: true }

/** Sets the clock of the store forward: at once where it is injected, else by waiting. */
export type Advance = (milliseconds: number) => Promise<void>

/** What a case needs beyond the minimum. */
export type Need = 'inline' | 'persistent' | 'shared' | 'collections' | 'backup'

/** One opened store with short words for what cases do to it. Everything happens in space `acme` unless said otherwise. */
export class StoreWorld {
  readonly opened: OpenedStore
  readonly advance: Advance
  store: MetadataStore

  constructor(opened: OpenedStore, advance: Advance) {
    this.opened = opened
    this.advance = advance
    this.store = opened.store
  }

  draft(space = 'acme'): BatchDraft {
    return new BatchDraft(space, this.store.capabilities.inlineContent)
  }

  /** A commit that must succeed. */
  async commit(batch: Batch, store = this.store): Promise<Committed> {
    const result = await store.commit(batch)
    if (!result.ok) assert.fail(`The commit failed: ${JSON.stringify(result)}`)
    return result
  }

  /** A commit that must fail on a precondition, the first one unless said otherwise. */
  async refused(batch: Batch, index = 0): Promise<void> {
    assert.deepEqual(await this.store.commit(batch), { ok: false, failed: 'precondition', index })
  }

  /** A commit that must fail on a mutation, the last one unless said otherwise. */
  async impossible(
    batch: Batch,
    problem: StructuralProblem,
    index = batch.mutations.length - 1,
  ): Promise<void> {
    const expected = { ok: false, failed: 'structure', index, problem }
    assert.deepEqual(await this.store.commit(batch), expected)
  }

  /** Writes a file in one commit. */
  async file(
    name: string,
    text = name,
    more: Partial<Omit<PutMutation, 'kind' | 'name'>> & { readonly space?: string } = {},
  ): Promise<NodeRow> {
    const { space, ...put } = more
    const draft = this.draft(space).log('write', `/${name}`)
    const index = draft.put(name, text, put)
    return nodeOf(await this.commit(draft), index)
  }

  /** Makes a directory in one commit. */
  async directory(name: string, parent: Id = ROOT_ID, space = 'acme'): Promise<NodeRow> {
    const draft = this.draft(space).log('mkdir', `/${name}`)
    const index = draft.directory(name, parent)
    return nodeOf(await this.commit(draft), index)
  }

  /** Ends a node in one commit and gives the operation's sequence. */
  async remove(node: Id, recursive = false): Promise<Sequence> {
    const draft = this.draft().log('delete', '/')
    draft.add({ kind: 'remove', node, recursive })
    return sequenceOf(await this.commit(draft))
  }

  /** Moves a node in one commit. */
  async move(node: Id, name: string, parent: Id = ROOT_ID): Promise<NodeRow> {
    const draft = this.draft().log('rename', '/')
    const index = draft.add({ kind: 'move', node, parent, name })
    return nodeOf(await this.commit(draft), index)
  }

  /** Changes in one commit, of one operation. */
  async change(...mutations: readonly Mutation[]): Promise<Committed> {
    return await this.commit(this.changing(...mutations))
  }

  /** A batch of changes, of one operation. */
  changing(...mutations: readonly Mutation[]): BatchDraft {
    const draft = this.draft().log('restore', '/')
    for (const mutation of mutations) draft.add(mutation)
    return draft
  }

  /** The live node. */
  async live(node: Id): Promise<NodeRow> {
    const [row] = await this.store.getNodes('acme', [node])
    return present(row)
  }

  /** All states of a node, newest first. */
  async history(node: Id): Promise<HistoryRow[]> {
    return await allPages((after) => this.store.nodeHistory('acme', node, { after, limit: 100 }))
  }

  /** Paths of everything below a directory, in byte order of names, now or at a sequence. */
  async paths(parent: Id = ROOT_ID, at?: Sequence): Promise<string[]> {
    const rows = await allPages((after) =>
      this.store.listChildren('acme', parent, { limit: 500, after, at }),
    )
    const paths: string[] = []
    for (const row of rows) {
      paths.push(row.name)
      if (row.type === 'directory')
        paths.push(...(await this.paths(row.id, at)).map((path) => `${row.name}/${path}`))
    }
    return paths
  }

  /** Puts a record in one commit. */
  async record(collection: string, key: string, value: RecordRow['value']): Promise<void> {
    const draft = this.draft()
    draft.add({ kind: 'record', collection, key, action: 'put', value })
    await this.commit(draft)
  }

  /** Names of all children, read in pages. */
  async names(parent: Id = ROOT_ID, at?: Sequence, space = 'acme'): Promise<string[]> {
    const rows = await allPages((after) =>
      this.store.listChildren(space, parent, { limit: 100, after, at }),
    )
    return rows.map((row) => row.name)
  }

  /** Keys of all records of a scan, read in pages of `limit`. */
  async keys(collection: string, options: Partial<ScanOptions> = {}): Promise<string[]> {
    const rows = await allPages((after) =>
      this.store.scanRecords(collection, { limit: 100, ...options, after }),
    )
    return rows.map((row) => row.key)
  }

  /** As many handles as asked for: the store and a second one in turn where it can be shared. */
  async handles(count: number): Promise<MetadataStore[]> {
    const second = await this.opened.second?.()
    return Array.from({ length: count }, (_, index) =>
      second !== undefined && index % 2 === 1 ? second : this.store,
    )
  }

  has(need: Need): boolean {
    const { capabilities } = this.store
    switch (need) {
      case 'inline':
        return capabilities.inlineContent
      case 'persistent':
        return capabilities.persistent && this.opened.reopen !== undefined
      case 'shared':
        return capabilities.shared && this.opened.second !== undefined
      case 'backup':
        return capabilities.backup && this.opened.openBackup !== undefined
      case 'collections':
        return true
    }
  }
}

/** The node that a mutation made. */
export function nodeOf(result: Committed, index: number): NodeRow {
  return present(result.mutations[index]?.node)
}

/** The result of a mutation. */
export function resultOf(result: Committed, index: number): MutationResult {
  return present(result.mutations[index])
}

/** The sequence of the first operation, or of the one at that index. */
export function sequenceOf(result: Committed, index = 0): Sequence {
  return present(result.operations[index]).sequence
}

/** The value, which must be there. */
export function present<Value>(value: Value | undefined): Value {
  assert.notEqual(value, undefined)
  return value as Value
}

/** A value without members that are `undefined`, as JSON has it. */
export function plain<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value
}

/** All rows of a paged read. */
export async function allPages<Row>(
  read: (after: string | undefined) => Promise<Page<Row>>,
): Promise<Row[]> {
  const rows: Row[] = []
  let after: string | undefined
  do {
    const page = await read(after)
    rows.push(...page.rows)
    after = page.next
  } while (after !== undefined)
  return rows
}

/** Asserts that a promise is rejected with a `NexusError` of that code. */
export async function rejectsWith(code: string, promise: Promise<unknown>): Promise<void> {
  await assert.rejects(promise, (error: unknown) => {
    assert.equal((error as { code?: unknown }).code, code)
    return true
  })
}
