import type Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { everyShape, sealedLog } from './damaged-log.ts'

const FLIPS = Math.max(1, Math.round(500 * Number(process.env.NEXUS_TEST_SCALE ?? 0.05)))

/** What is sealed, and the seals: tables with the columns of which any bit may be flipped. */
const SEALED: readonly (readonly [table: string, columns: readonly string[], where: string])[] = [
  [
    'operation_log',
    [
      ...['sequence', 'id', 'type', 'path', 'target', 'node', 'user', 'run', 'request_id'],
      ...['batch', 'time', 'details'],
    ],
    '1',
  ],
  ['nodes', ['hash', 'version'], 'hash IS NOT NULL'],
  ['node_history', ['hash', 'version'], 'hash IS NOT NULL'],
  ['records', ['value'], `collection = 'seal'`],
]

/** Numbers of a seed, 0 to below `limit`. */
function numbers(seed: number): (limit: number) => number {
  let state = seed >>> 0
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

/** Flips one bit of one value; gives where. */
function flip(db: Sqlite.Database, pick: (limit: number) => number): string {
  for (;;) {
    const [table, columns, where] = SEALED[pick(SEALED.length)] ?? (SEALED[0] as never)
    const column = columns[pick(columns.length)] as string
    const rows = `FROM ${table} WHERE ${where} AND ${column} IS NOT NULL`
    const count = db.prepare<[], number>(`SELECT count(*) ${rows}`).pluck().get() ?? 0
    if (count === 0) continue
    const key = table === 'operation_log' ? ['sequence'] : keyOf(table)
    const [type, value, ...keys] = db
      .prepare<[number], readonly [string, Buffer | number, ...unknown[]]>(
        `SELECT typeof(${column}), iif(typeof(${column}) = 'text', CAST(${column} AS BLOB), ${column}),
           ${key.join(', ')} ${rows} ORDER BY ${key.join(', ')} LIMIT 1 OFFSET ?`,
      )
      .raw()
      .get(pick(count)) as readonly [string, Buffer | number, ...unknown[]]
    const cast = type === 'text' ? 'CAST(? AS TEXT)' : '?'
    const match = key.map((name) => `${name} = ?`).join(' AND ')
    const change = db.prepare(`UPDATE OR IGNORE ${table} SET ${column} = ${cast} WHERE ${match}`)
    if (change.run(flipped(value, pick), ...keys).changes === 1) return `${table}.${column}`
  }
}

function keyOf(table: string): string[] {
  if (table === 'records') return ['collection', 'key']
  return ['space', 'parent', 'name', table === 'nodes' ? '"from"' : '"to"']
}

function flipped(value: Buffer | number, pick: (limit: number) => number): Buffer | number {
  if (typeof value === 'number') return value + (pick(2) === 0 ? 1 : -1) * 2 ** pick(8)
  const bytes = Buffer.from(value)
  const at = pick(bytes.length)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << pick(8))
  return bytes
}

test(`each of ${FLIPS} random flips of a bit is found`, { timeout: 600_000 }, async () => {
  const log = await sealedLog((nx) => everyShape(nx, 20))
  try {
    for (let index = 0; index < FLIPS; index++) {
      const seed = Number(process.env.NEXUS_TEST_SEED ?? 1) + index
      let where = ''
      const found = await log.verify((db) => {
        where = flip(db, numbers(seed))
      })
      expect([seed, where, found.ok]).toEqual([seed, where, false])
      const kind = found.problems[0]?.kind
      if (where.startsWith('records')) expect(kind).toBe('seal')
      else if (where.startsWith('node')) expect([where, kind]).toEqual([where, 'effects'])
      else expect(['changed', 'missing', 'moved', 'truncated', 'added']).toContain(kind)
    }
  } finally {
    log.remove()
  }
})
