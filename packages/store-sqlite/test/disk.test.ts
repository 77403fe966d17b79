import { afterEach, beforeEach, expect, test } from 'vitest'
import { commitMember } from '../src/commit-member.ts'
import type { OpenStore } from '../src/open-store.ts'
import { fileBatch } from './batches.ts'
import { openParts } from './opened.ts'

let store: OpenStore
let close: () => Promise<void>
beforeEach(async () => {
  const opened = await openParts()
  store = opened.parts
  close = () => opened.close()
})
afterEach(() => close())

const write = (name: string, text: string) =>
  store.commits.run(commitMember(fileBatch(name, text), 'full'))

const names = (): string[] =>
  store.statements.query<[string]>('SELECT name FROM nodes ORDER BY name').all().flat()

/** Leaves room for so many pages more than there are. */
function allowPages(more: number): void {
  const { db } = store.statements
  const pages = db.pragma('page_count', { simple: true }) as number
  db.pragma(`max_page_count = ${pages + more}`)
}

test('a full disk is NO_SPACE, loses nothing acknowledged, and passes when there is room again', async () => {
  await write('before', 'x')
  allowPages(2)
  await expect(write('big', 'y'.repeat(50_000))).rejects.toMatchObject({ code: 'NO_SPACE' })
  expect(store.statements.db.inTransaction).toBe(false)
  expect(names()).toEqual(['before'])
  allowPages(1_000)
  await write('big', 'y'.repeat(50_000))
  expect(names()).toEqual(['before', 'big'])
})

test('one member too large for the disk does not fail the others of its group', async () => {
  await write('before', 'x')
  allowPages(2)
  const results = await Promise.allSettled([
    write('a', 'a'),
    write('big', 'y'.repeat(50_000)),
    write('b', 'b'),
  ])
  expect(results).toMatchObject([
    { value: { ok: true } },
    { reason: { code: 'NO_SPACE' } },
    { value: { ok: true } },
  ])
  expect(names()).toEqual(['a', 'b', 'before'])
})

test('a duplicate write costs at most 640 bytes of disk, and so does one more version', async () => {
  const pages = (): number => {
    const { db } = store.statements
    return (db.pragma('page_count', { simple: true }) as number) * 4096
  }
  const count = 2_000
  const path = (index: number): string => `report-of-agent-${String(index).padStart(5, '0')}.md`
  const writeAll = async (): Promise<number> => {
    const before = pages()
    for (let at = 0; at < count; at += 100)
      await Promise.all(Array.from({ length: 100 }, (_, index) => write(path(at + index), 'same')))
    return (pages() - before) / count
  }
  await write('same', 'same')
  expect(await writeAll()).toBeLessThanOrEqual(640)
  expect(await writeAll()).toBeLessThanOrEqual(640)
}, 60_000)
