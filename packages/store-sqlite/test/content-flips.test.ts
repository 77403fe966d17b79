import { randomUUID } from 'node:crypto'
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHandle } from './damaged-log.ts'
import { temporaryFolder } from './opened.ts'

const FLIPS = Math.max(1, Math.round(500 * Number(process.env.NEXUS_TEST_SCALE ?? 0.05)))
const SEED = Number(process.env.NEXUS_TEST_SEED ?? 1)

const folder = temporaryFolder()
const sound = join(folder.path, 'sound.db')

/** Bytes of a text of that length, which is kept in the store. */
const SIZES = [1, 3, 100, 1_000, 5_000, 20_000, 65_536]

beforeAll(async () => {
  const nx = await openHandle(sound)
  for (const size of SIZES) await nx.write(`/docs/${size}`, 'x'.repeat(size - 1) + (size % 10))
  // Pieces of a whole, a past state and a copy are content too.
  for (const more of ['one', 'two', 'three']) await nx.append('/docs/log', `${more}\n`)
  await nx.write('/docs/changed', 'before')
  await nx.write('/docs/changed', 'after')
  await nx.copy('/docs/100', '/docs/copy')
  await nx.as({ tenantId: 'acme' }).write('/documents/a', 'of another')
  expect(await nx.content.fsck({ deep: true })).toMatchObject({ ok: true, problems: [] })
  await nx.close()
})

afterAll(() => folder.remove())

/** Numbers of a seed, 0 to below `limit`. */
function numbers(seed: number): (limit: number) => number {
  let state = seed >>> 0
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

/** Changes one byte of one inline content; gives its hash. */
function flip(path: string, pick: (limit: number) => number): string {
  const db = new Sqlite(path)
  const rows = db
    .prepare<[], readonly [number, Buffer, string]>(
      'SELECT id, bytes, lower(hex(hash)) FROM content WHERE length(bytes) > 0 ORDER BY id',
    )
    .raw()
    .all()
  const [id, bytes, hash] = rows[pick(rows.length)] as readonly [number, Buffer, string]
  const at = pick(bytes.length)
  bytes[at] = (bytes[at] ?? 0) ^ (1 + pick(255))
  db.prepare('UPDATE content SET bytes = ? WHERE id = ?').run(bytes, id)
  db.close()
  return hash
}

test(`fsck finds each of ${FLIPS} random flips of inline bytes in the file`, {
  timeout: 600_000,
}, async () => {
  for (let index = 0; index < FLIPS; index++) {
    const seed = SEED + index
    const path = join(folder.path, `${randomUUID()}.db`)
    copyFileSync(sound, path)
    const hash = flip(path, numbers(seed))
    const nx = await openHandle(path)
    const { ok, problems } = await nx.content.fsck({ deep: true })
    await nx.close()
    rmSync(path)
    expect([seed, ok, problems.map(({ kind, message }) => [kind, message.split(' ')[1]])]).toEqual([
      seed,
      false,
      [['corrupt', hash]],
    ])
  }
})
