import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everyShape, type SealedLog, sealedLog } from './damaged-log.ts'

const ROUNDS = 130
let log: SealedLog
beforeAll(async () => {
  log = await sealedLog((nx) => everyShape(nx, ROUNDS))
})
afterAll(() => log.remove())

/** Runs statements on a damaged copy and gives what verification found, as `kind` of each problem. */
async function kindsAfter(...statements: readonly string[]): Promise<string[]> {
  const found = await log.verify((db) => {
    for (const sql of statements)
      if (db.prepare(sql).run().changes === 0) throw new Error(`Nothing was damaged by ${sql}`)
  })
  expect(found.ok).toBe(found.problems.length === 0)
  return found.problems.map(({ kind }) => kind)
}

/** The sequence of the operation at a position of the log, as SQL. */
const nth = (position: number): string =>
  `(SELECT sequence FROM operation_log ORDER BY sequence LIMIT 1 OFFSET ${position})`

test('a log of several blocks is sound, also when it is read anew', async () => {
  expect([log.kept.ok, log.kept.problems]).toEqual([true, []])
  expect(log.kept.count).toBeGreaterThan(1_000)
  expect(await log.verify(() => {}, log.kept)).toEqual(log.kept)
})

test('the database refuses to change or remove rows of the log', () => {
  const db = new Sqlite(log.path)
  for (const sql of ['UPDATE operation_log SET path = path', 'DELETE FROM operation_log'])
    expect(() => db.prepare(sql).run()).toThrow('the operation log is append-only')
  db.close()
})

describe('a row that was changed is named', () => {
  const COLUMNS: readonly (readonly [column: string, value: string])[] = [
    ['type', `'forged'`],
    ['path', `path || 'x'`],
    ['target', `target || 'x'`],
    ['node', 'zeroblob(16)'],
    ['node', 'NULL'],
    ['user', `'eve'`],
    ['user', 'NULL'],
    ['run', `'other'`],
    ['request_id', `'other'`],
    ['batch', 'zeroblob(16)'],
    ['time', 'time + 1'],
    ['details', `json_set(details, '$.readonly', 5)`],
    ['details', `'no json'`],
    ['details', `'{"a":1}'`],
    ['tenant', `'acme'`],
    ['agent', `'one'`],
    ['id', 'zeroblob(16)'],
  ]
  test.each(COLUMNS)('%s becomes %s', async (column, value) => {
    const isMade = ['tenant', 'agent'].includes(column)
    const where = `sequence = (SELECT max(sequence) FROM operation_log WHERE
      ${isMade ? '1' : `${column} IS NOT NULL`} AND sequence < ${nth(900)})`
    expect(
      await kindsAfter(`UPDATE operation_log SET ${column} = ${value} WHERE ${where}`),
    ).toEqual(['changed'])
  })

  test('by its id', async () => {
    let changed = ''
    const found = await log.verify((db) => {
      const row = db
        .prepare<[], { id: string }>(
          `UPDATE operation_log SET path = '/x' WHERE sequence = ${nth(700)} RETURNING lower(hex(id)) AS id`,
        )
        .get()
      changed = row?.id ?? ''
    })
    expect(found.problems.map(({ operationId }) => operationId?.replaceAll('-', ''))).toEqual([
      changed,
    ])
    expect(found.problems[0]?.message).toMatch(/^Operation .* was changed after it was sealed\.$/)
  })
})

describe('rows that are missing, moved, swapped, added or cut off are told apart', () => {
  test('one is missing, with the one before it', async () => {
    let before = ''
    const found = await log.verify((db) => {
      const row = db.prepare<[], { id: string }>(
        `SELECT lower(hex(id)) AS id FROM operation_log WHERE sequence = ${nth(699)}`,
      )
      before = row.get()?.id ?? ''
      db.prepare(`DELETE FROM operation_log WHERE sequence = ${nth(700)}`).run()
    })
    expect(found.problems).toEqual([
      { kind: 'missing', message: expect.stringContaining('1 sealed operation is missing after') },
    ])
    expect(found.problems[0]?.message.replaceAll('-', '')).toContain(before)
  })
  test('a run is missing, as one problem', async () => {
    const found = await log.verify((db) => {
      db.prepare(
        `DELETE FROM operation_log WHERE sequence BETWEEN ${nth(300)} AND ${nth(800)}`,
      ).run()
    })
    expect(found.problems).toEqual([
      { kind: 'missing', message: expect.stringContaining('501 sealed operations are missing') },
    ])
  })
  test('one was moved behind the others, or among them', async () => {
    const end = '(SELECT max(sequence) + 5 FROM operation_log)'
    const move = `UPDATE operation_log SET sequence = ${end} WHERE sequence = ${nth(700)}`
    expect(await kindsAfter(move)).toEqual(['missing'])
    expect(
      await kindsAfter(
        `DELETE FROM operation_log WHERE sequence = ${nth(20)}`,
        `UPDATE operation_log SET sequence = ${nth(19)} + 1 WHERE sequence = ${nth(700)}`,
      ),
    ).toEqual(['moved', 'missing'])
  })
  test('two were swapped', async () => {
    const found = await log.verify((db) => {
      const at = db.prepare<[number], number>(
        'SELECT sequence FROM operation_log ORDER BY sequence LIMIT 1 OFFSET ?',
      )
      const [one, two] = [at.pluck().get(100), at.pluck().get(700)]
      const move = db.prepare('UPDATE operation_log SET sequence = ? WHERE sequence = ?')
      for (const [from, to] of [
        [one, -1],
        [two, one],
        [-1, two],
      ])
        move.run(to, from)
    })
    expect(found.problems.map(({ kind }) => kind)).toEqual(['moved', 'moved'])
  })
  test('one was put in between', async () => {
    const found = await log.verify((db) => {
      // Seals take sequences too: there is a free one.
      const free = `(SELECT a.sequence + 1 FROM operation_log a LEFT JOIN operation_log b
        ON b.sequence = a.sequence + 1 WHERE b.sequence IS NULL ORDER BY a.sequence LIMIT 1)`
      db.prepare(
        `INSERT INTO operation_log(sequence, id, space, type, path, time)
           SELECT ${free}, zeroblob(16), space, 'write', '/forged', time FROM operation_log WHERE sequence = ${nth(0)}`,
      ).run()
    })
    expect(found.problems.map(({ kind }) => kind)).toEqual(['added'])
  })
  test('the end was cut off', async () => {
    const found = await log.verify((db) => {
      db.prepare(`DELETE FROM operation_log WHERE sequence > ${nth(600)}`).run()
    })
    const missing = log.kept.count - 601
    expect(found.problems).toEqual([
      { kind: 'truncated', message: expect.stringContaining(`${missing} sealed operations are`) },
    ])
  })
  test('all was cut off', async () => {
    expect(await kindsAfter('DELETE FROM operation_log')).toEqual(['truncated'])
  })
  test('the end was cut off with its seals: only what was kept elsewhere shows it', async () => {
    const cut = await sealedLog((nx) => everyShape(nx, 3))
    try {
      const whole = await log.verify((db) => {
        db.prepare(`DELETE FROM operation_log`).run()
        db.prepare(`DELETE FROM records WHERE collection = 'seal'`).run()
      })
      expect([whole.ok, whole.count]).toEqual([true, 0])
      const held = await log.verify((db) => {
        db.prepare(`DELETE FROM operation_log`).run()
        db.prepare(`DELETE FROM records WHERE collection = 'seal'`).run()
      }, log.kept)
      expect(held.problems.map(({ kind }) => kind)).toEqual(['truncated'])
      const foreign = await log.verify(() => {}, cut.kept)
      expect(foreign.problems.map(({ kind }) => kind)).toEqual(['seal'])
    } finally {
      cut.remove()
    }
  })
  test('rows were changed and all sealed anew: only what was kept elsewhere shows it', async () => {
    const damage = (db: Parameters<Parameters<typeof log.verify>[0]>[0]) => {
      db.prepare(`UPDATE operation_log SET path = '/x' WHERE sequence = ${nth(5)}`).run()
      db.prepare(`DELETE FROM records WHERE collection = 'seal'`).run()
    }
    expect((await log.verify(damage)).ok).toBe(true)
    const held = await log.verify(damage, log.kept)
    expect(held.problems.map(({ kind }) => kind)).toEqual(['seal'])
  })
})

describe('what operations made is sealed with them', () => {
  test.each([
    ['nodes', `hash = zeroblob(32)`],
    ['node_history', `hash = zeroblob(32)`],
    ['nodes', `version = version + 1`],
    ['node_history', `version = version + 1`],
  ])('%s: %s', async (table, change) => {
    const sql = `UPDATE ${table} SET ${change} WHERE id = (SELECT id FROM ${table} WHERE type = 1 LIMIT 1 OFFSET 100)
      AND "from" = (SELECT "from" FROM ${table} WHERE type = 1 LIMIT 1 OFFSET 100)`
    expect(await kindsAfter(sql)).toEqual(['effects'])
  })
  test('a state that was taken away', async () => {
    const sql = `DELETE FROM node_history WHERE id = (SELECT id FROM node_history WHERE type = 1 LIMIT 1 OFFSET 50)`
    expect(new Set(await kindsAfter(sql))).toEqual(new Set(['effects']))
  })
  test('states that cannot be read', async () => {
    const sql = `UPDATE nodes SET attributes = 'no json' WHERE type = 1 AND attributes IS NOT NULL`
    expect(new Set(await kindsAfter(sql))).toEqual(new Set(['effects']))
  })
  test('pruned states are no problem', async () => {
    const found = await log.verify((db) => {
      const last = db
        .prepare<[], { last: number }>('SELECT max("to") AS last FROM node_history')
        .get()
      db.prepare('DELETE FROM node_history').run()
      db.prepare(
        `INSERT INTO records(collection, key, value, version) VALUES ('horizon', 'default', json_object('sequence', ?), 1)`,
      ).run(last?.last)
    }, log.kept)
    expect(found).toEqual(log.kept)
  })
})

describe('damaged seals are told', () => {
  const SEAL = `UPDATE records SET value =`
  const BLOCK = `WHERE collection = 'seal' AND key = (SELECT key FROM records WHERE collection = 'seal' AND key > 'default/' ORDER BY key LIMIT 1 OFFSET 1)`
  const HEAD = `WHERE collection = 'seal' AND key = 'default'`
  test.each([
    [`${SEAL} json_set(value, '$.head', '${'0'.repeat(64)}') ${BLOCK}`],
    [`${SEAL} json_set(value, '$.previous', '${'0'.repeat(64)}') ${BLOCK}`],
    [`${SEAL} json_set(value, '$.before', 5) ${BLOCK}`],
    [`${SEAL} json_set(value, '$.entries', 'AAAA') ${BLOCK}`],
    [`${SEAL} json_remove(value, '$.entries') ${BLOCK}`],
    [`${SEAL} 'no json' ${BLOCK}`],
    [`DELETE FROM records ${BLOCK}`],
    [`UPDATE records SET key = 'default/0000000000000000' ${BLOCK}`],
    [`${SEAL} json_set(value, '$.head', '${'0'.repeat(64)}') ${HEAD}`],
    [`${SEAL} json_set(value, '$.count', 5) ${HEAD}`],
    [`${SEAL} '{}' ${HEAD}`],
    [`${SEAL} 'no json' ${HEAD}`],
    [`DELETE FROM records ${HEAD}`],
  ])('%s', async (sql) => {
    expect(new Set(await kindsAfter(sql))).toEqual(new Set(['seal']))
  })
  test('with every other row still compared', async () => {
    const kinds = await kindsAfter(
      `${SEAL} 'no json' ${BLOCK}`,
      `UPDATE operation_log SET path = '/x' WHERE sequence = ${nth(3)}`,
      `UPDATE operation_log SET path = '/x' WHERE sequence = ${nth(1005)}`,
    )
    expect(kinds).toEqual(['changed', 'seal', 'seal', 'changed'])
  })
})
