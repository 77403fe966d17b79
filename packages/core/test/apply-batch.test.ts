import { describe, expect, test } from 'vitest'
import { applyBatch, type CommitTables, newId, sha256 } from '../src/kit/index.ts'
import { MemoryTables } from '../src/memory/memory-tables.ts'
import { type Batch, COLLECTIONS, type Mutation, ROOT_ID } from '../src/spec/index.ts'

const bytes = Buffer.from('text')
const inline: Mutation = {
  kind: 'content',
  action: 'inline',
  pool: 'p',
  hash: sha256(bytes),
  bytes,
}

function put(name: string, parent: string, content = 0): Mutation {
  return { kind: 'put', parent, name, id: newId(), content: { mutation: content } }
}

function batch(mutations: readonly Mutation[], ids: readonly string[] = [newId()]): Batch {
  const operations = ids.map((id) => ({ id, type: 'write' as const, path: '/' }))
  return { space: 'acme', operations, mutations }
}

function openTables(): CommitTables {
  const options = { clock: () => 1_000, ids: newId, collections: COLLECTIONS }
  return new MemoryTables(options).forCommit('acme')
}

/** The same tables, and the names of the members that were called. */
function counted(tables: CommitTables): { tables: CommitTables; calls: string[] } {
  const calls: string[] = []
  const proxy = new Proxy(tables, {
    get(target, name) {
      calls.push(String(name))
      return Reflect.get(target, name)
    },
  })
  return { tables: proxy, calls }
}

describe('the calls of a commit', () => {
  test('a new inline file at the root takes seven', () => {
    const { tables, calls } = counted(openTables())
    applyBatch(tables, batch([inline, put('a', ROOT_ID)]))
    expect(calls).toEqual([
      'now',
      'insertOperation',
      'findContent',
      'insertContent',
      'findChild',
      'insertNode',
      'setOperationNode',
    ])
  })

  test('confirming an upload and putting it reads the content once', () => {
    const memory = openTables()
    const where = { pool: 'p', backend: 'cloud', hash: sha256(bytes) }
    const register = { kind: 'content', action: 'register', size: 4, leaseMs: 9, ...where } as const
    const result = applyBatch(memory, batch([register], []))
    const content = (result.ok && result.mutations[0]?.content?.reference) || 0
    const { tables, calls } = counted(memory)
    const confirm = { kind: 'content', action: 'confirm', content, generation: 1 } as const
    applyBatch(tables, batch([confirm, put('a', ROOT_ID)]))
    expect(calls).toEqual([
      'now',
      'insertOperation',
      'getContent',
      'findContentLease',
      'updateContent',
      'findChild',
      'insertNode',
      'setOperationNode',
    ])
  })

  test('many files into one directory look the directory up once', () => {
    const memory = openTables()
    const id = newId()
    applyBatch(memory, batch([{ kind: 'ensureDirectory', parent: ROOT_ID, name: 'd', id }]))
    const { tables, calls } = counted(memory)
    const files = Array.from({ length: 50 }, (_, index) => put(`f${index}`, id))
    expect(applyBatch(tables, batch([inline, ...files])).ok).toBe(true)
    expect(calls.filter((name) => name === 'getNode')).toHaveLength(1)
  })

  test('a directory removed by the batch is looked up again', () => {
    const memory = openTables()
    const id = newId()
    const make: Mutation = { kind: 'ensureDirectory', parent: ROOT_ID, name: 'd', id }
    const remove: Mutation = { kind: 'remove', node: id, recursive: true }
    const result = applyBatch(memory, batch([inline, make, put('a', id), remove, put('b', id)]))
    expect(result).toEqual({ ok: false, failed: 'structure', index: 4, problem: 'parentMissing' })
  })
})

describe('batches that make no sense are INVALID_ARGUMENT', () => {
  const refused = expect.objectContaining({ code: 'INVALID_ARGUMENT' })

  test.each<[string, readonly Mutation[], string[]]>([
    ['a reference to a later mutation', [put('a', ROOT_ID, 1), inline], [newId()]],
    [
      'a reference to a mutation that gives no content',
      [inline, put('a', ROOT_ID), put('b', ROOT_ID, 1)],
      [newId()],
    ],
    [
      'a parent that a mutation does not give',
      [inline, { ...put('a', ''), parent: { mutation: 0 } } as Mutation],
      [newId()],
    ],
    ['an operation that is not there', [inline, { ...put('a', ROOT_ID), operation: 1 }], [newId()]],
    ['a change of a node without operations', [inline, put('a', ROOT_ID)], []],
    ['the same operation id twice', [], ['same', 'same']],
  ])('%s', (_, mutations, ids) => {
    expect(() => applyBatch(openTables(), batch(mutations, ids))).toThrow(refused)
  })

  test('a record change does not stand in for the operation of a node', () => {
    const record: Mutation = { kind: 'record', collection: 'plugin', key: 'k', action: 'delete' }
    const mutations = [record, inline, put('a', ROOT_ID, 1)]
    expect(() => applyBatch(openTables(), batch(mutations, []))).toThrow(refused)
  })

  test('a repeated first operation beside one that was never logged', () => {
    const tables = openTables()
    const id = newId()
    applyBatch(tables, batch([], [id]))
    expect(() => applyBatch(tables, batch([], [id, newId()]))).toThrow(refused)
    expect(() => applyBatch(tables, batch([], [newId(), id]))).toThrow(refused)
  })
})

test('a repeated batch gives the first result: ids, sequences, times, nodes and counts', () => {
  const tables = openTables()
  const [d, e] = [newId(), newId()]
  const mutations: Mutation[] = [
    inline,
    { kind: 'ensureDirectory', parent: ROOT_ID, name: 'd', id: d },
    { kind: 'ensureDirectory', parent: { mutation: 1 }, name: 'e', id: e },
    put('a', e),
    { kind: 'copyTree', node: d, parent: ROOT_ID, name: 'copy', operation: 1 },
    { kind: 'attributes', node: { mutation: 2 }, attributes: { tags: { k: 'v' } }, operation: 2 },
    { kind: 'move', node: e, parent: ROOT_ID, name: 'moved', operation: 3 },
    { kind: 'remove', node: d, recursive: true, operation: 4 },
    { kind: 'record', collection: 'plugin', key: 'k', action: 'add', field: 'n', amount: 1 },
  ]
  const once = batch(mutations, Array.from({ length: 5 }, newId))
  const first = applyBatch(tables, once)
  applyBatch(tables, batch([{ kind: 'remove', node: e, recursive: true }]))
  const second = applyBatch(tables, once)
  expect(first.ok && second.ok).toBe(true)
  const withoutContent = (result: typeof first): unknown =>
    result.ok && { operations: result.operations, mutations: result.mutations.slice(1) }
  expect(JSON.parse(JSON.stringify(withoutContent(second)))).toEqual(
    JSON.parse(JSON.stringify(withoutContent(first))),
  )
  expect(tables.getRecord('plugin', 'k')?.value).toEqual({ n: 1 })
})
