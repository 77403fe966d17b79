import assert from 'node:assert/strict'
import { newId } from '@nexusfs/core/kit'
import type { OperationDraft, OperationRow } from '@nexusfs/core/spec'
import { needs, type StoreCases } from './store-case.ts'
import { allPages, nodeOf, plain, present, type StoreWorld, sequenceOf } from './store-world.ts'

/** The log as audit trail and as change feed. */
export const logCases: StoreCases = {
  'an operation is logged with everything it was given': async (world) => {
    const more = {
      target: '/b',
      tenant: 'acme',
      agent: 'agent-1',
      user: 'alice',
      run: 'run 1',
      requestId: 'r-1',
      batch: newId(),
      details: { bytes: 3, list: [null, 'é'] },
    }
    const draft = world.draft().log('write', '/a', more)
    const put = draft.put('a', 'one')
    const result = await world.commit(draft)
    const { rows } = await world.store.operations('acme', { limit: 10 })
    assert.deepEqual(plain(rows), [
      {
        ...plain(present(draft.operations[0])),
        space: 'acme',
        sequence: sequenceOf(result),
        time: result.operations[0]?.time,
        node: nodeOf(result, put).id,
      },
    ])
  },
  'an operation notes the node of its first effect': async (world) => {
    const file = await world.file('a')
    const draft = world.draft().log('rename', '/a').log('mkdir', '/d').log('metadata', '/')
    draft.add({ kind: 'move', node: file.id, parent: file.parent, name: 'b', operation: 0 })
    draft.directory('x')
    const made = draft.add({
      ...{ kind: 'ensureDirectory', parent: file.parent, name: 'd', id: newId(), operation: 1 },
    })
    const directory = nodeOf(await world.commit(draft), made)
    const { rows } = await world.store.operations('acme', { limit: 3 })
    assert.deepEqual(
      rows.map((row) => row.node),
      [undefined, directory.id, file.id],
    )
  },
  'operations come newest first, in pages': async (world) => {
    for (let index = 0; index < 7; index++) await world.file(`f${index}`)
    const rows = await allPages((after) => world.store.operations('acme', { after, limit: 3 }))
    assert.deepEqual(
      rows.map((row) => row.path),
      ['/f6', '/f5', '/f4', '/f3', '/f2', '/f1', '/f0'],
    )
    const sequences = rows.map((row) => row.sequence)
    assert.deepEqual(
      sequences,
      sequences.toSorted((a, b) => b - a),
    )
  },
  'operations are filtered by every member, combined with AND': async (world) => {
    const one = await logged(world, { type: 'write', path: '/a', agent: 'x', run: 'r' })
    const two = await logged(world, { type: 'delete', path: '/a', agent: 'y', run: 'r' })
    const three = await logged(world, { type: 'write', path: '/b', agent: 'x' })
    const find = async (query: object): Promise<string[]> => {
      const { rows } = await world.store.operations('acme', { limit: 10, ...query })
      return rows.map((row) => row.id)
    }
    assert.deepEqual(await find({ id: two }), [two])
    assert.deepEqual(await find({ run: 'r' }), [two, one])
    assert.deepEqual(await find({ agent: 'x' }), [three, one])
    assert.deepEqual(await find({ path: '/a' }), [two, one])
    const renamed = await logged(world, { type: 'rename', path: '/old', target: '/new' })
    assert.deepEqual(await find({ path: '/new' }), [renamed])
    assert.deepEqual(await find({ types: ['write'] }), [three, one])
    assert.deepEqual(await find({ types: ['write', 'delete'] }), [three, two, one])
    assert.deepEqual(await find({ types: ['write'], run: 'r' }), [one])
    assert.deepEqual(await find({ agent: 'x', path: '/b', run: 'r' }), [])
    assert.deepEqual(await find({ id: newId() }), [])
  },
  'operations are filtered by node': async (world) => {
    const a = await world.file('a', 'one')
    await world.file('b')
    await world.file('a', 'two')
    await world.remove(a.id)
    const { rows } = await world.store.operations('acme', { nodes: [a.id], limit: 10 })
    assert.deepEqual(
      rows.map((row) => row.type),
      ['delete', 'write', 'write'],
    )
  },
  'operations are filtered by time: since is inclusive, until exclusive': async (world) => {
    const times: number[] = []
    for (let index = 0; index < 3; index++) {
      times.push((await world.file(`f${index}`)).createdAt)
      await world.advance(10)
    }
    const [first, second, third] = times
    const find = async (since?: number, until?: number): Promise<string[]> => {
      const { rows } = await world.store.operations('acme', { since, until, limit: 10 })
      return rows.map((row) => row.path)
    }
    assert.deepEqual(await find(second), ['/f2', '/f1'])
    assert.deepEqual(await find(undefined, third), ['/f1', '/f0'])
    assert.deepEqual(await find(second, third), ['/f1'])
    assert.deepEqual(await find(first, first), [])
  },
  'a failed commit is not logged': async (world) => {
    const draft = world.draft().log('delete', '/a')
    draft.add({ kind: 'remove', node: newId() })
    await world.impossible(draft, 'nodeMissing')
    assert.deepEqual((await world.store.operations('acme', { limit: 10 })).rows, [])
    assert.deepEqual((await world.store.changes('acme', undefined, 10)).rows, [])
  },
  'changes come oldest first and can be resumed anywhere': async (world) => {
    for (let index = 0; index < 5; index++) await world.file(`f${index}`)
    const seen: string[] = []
    let cursor: string | undefined
    for (let round = 0; round < 4; round++) {
      const page = await world.store.changes('acme', cursor, 2)
      seen.push(...page.rows.map((row) => row.path))
      cursor = page.next
    }
    assert.deepEqual(seen, ['/f0', '/f1', '/f2', '/f3', '/f4'])
    const end = await world.store.changes('acme', cursor, 2)
    assert.deepEqual(end.rows, [])
    await world.file('later')
    const more = await world.store.changes('acme', end.next, 2)
    assert.deepEqual(
      more.rows.map((row) => row.path),
      ['/later'],
    )
  },
  'the sequence of any operation is a cursor in both directions': async (world) => {
    for (let index = 0; index < 3; index++) await world.file(`f${index}`)
    const { rows } = await world.store.changes('acme', undefined, 10)
    const paths = rows.map((row) => row.path)
    for (const [index, { sequence }] of rows.entries()) {
      const later = await world.store.changes('acme', String(sequence), 10)
      assert.deepEqual(
        later.rows.map((row) => row.path),
        paths.slice(index + 1),
      )
      const earlier = await world.store.operations('acme', { after: String(sequence), limit: 10 })
      assert.deepEqual(
        earlier.rows.map((row) => row.path),
        paths.slice(0, index).reverse(),
      )
    }
    assert.equal((await world.store.changes('acme', '0', 10)).rows.length, 3)
  },
  'changes of an empty space give a cursor that works later': async (world) => {
    const start = await world.store.changes('acme', undefined, 10)
    assert.deepEqual(start.rows, [])
    await world.file('a')
    const page = await world.store.changes('acme', start.next, 10)
    assert.deepEqual(
      page.rows.map((row) => row.path),
      ['/a'],
    )
  },
  'changes tailed while writers race miss nothing and repeat nothing': async (world) => {
    const handles = await world.handles(4)
    let writing = true
    const writers = Promise.all(
      handles.map(async (store, writer) => {
        for (let index = 0; index < 15; index++) {
          const draft = world.draft().log('write', `/${writer}-${index}`)
          draft.put(`${writer}-${index}`, 'text')
          await world.commit(draft, store)
        }
      }),
    ).finally(() => {
      writing = false
    })
    const seen: OperationRow[] = []
    let cursor: string | undefined
    for (let open = true; open; ) {
      open = writing
      const page = await world.store.changes('acme', cursor, 7)
      seen.push(...page.rows)
      cursor = page.next
      open ||= page.rows.length > 0
      await new Promise((resolve) => setImmediate(resolve))
    }
    await writers
    assert.equal(seen.length, 60)
    assert.equal(new Set(seen.map((row) => row.id)).size, 60)
    const sequences = seen.map((row) => row.sequence)
    assert.deepEqual(
      sequences,
      sequences.toSorted((a, b) => a - b),
    )
  },
  'settled reaches every acknowledged commit': async (world) => {
    const { from } = await world.file('a')
    assert.ok((await world.store.settled()) >= from)
    const later = await world.file('b')
    assert.ok(later.from > from)
    assert.ok((await world.store.settled()) >= later.from)
  },
  'onChange hints at once after a commit, until it is ended': async (world) => {
    let hints = 0
    const end = world.store.onChange(() => {
      hints += 1
    })
    await world.file('a')
    await world.advance(0)
    await new Promise((resolve) => setTimeout(resolve, 0))
    assert.ok(hints >= 1)
    end()
    end()
    const before = hints
    await world.file('b')
    await new Promise((resolve) => setTimeout(resolve, 0))
    assert.equal(hints, before)
  },
  'onChange hints at the commits of another handle': needs('shared', async (world) => {
    const second = present(await world.opened.second?.())
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('no hint within 5 s')), 5_000)
      const end = second.onChange(() => {
        clearTimeout(late)
        end()
        resolve()
      })
      world.file('a').catch(reject)
    })
    assert.equal((await second.changes('acme', undefined, 10)).rows.length, 1)
  }),
}

async function logged(
  world: StoreWorld,
  { type, path, ...more }: Omit<OperationDraft, 'id'>,
): Promise<string> {
  const draft = world.draft().log(type, path, more)
  draft.put(`f${newId()}`, 'text')
  await world.commit(draft)
  return present(draft.operations[0]).id
}
