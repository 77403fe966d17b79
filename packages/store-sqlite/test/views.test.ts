import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { sha256 } from '@nexusfs/core/kit'
import { ROOT_ID } from '@nexusfs/core/spec'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { batchOf, fileBatch, nodeOf, writeFile } from './batches.ts'
import { openStore } from './opened.ts'

const NOON = Date.UTC(2026, 10, 21, 12, 0, 0, 250)
const NOON_TEXT = '2026-11-21T12:00:00.250Z'

let world: Awaited<ReturnType<typeof openStore>>
let db: Sqlite.Database
beforeEach(async () => {
  world = await openStore({ clock: () => NOON })
  await world.store.migrate()
  const directory = await world.store.commit(
    batchOf('mkdir', '/docs', {
      kind: 'ensureDirectory',
      parent: ROOT_ID,
      name: 'docs',
      id: '01900000-0000-7000-8000-0000000000aa',
    }),
  )
  const parent = nodeOf(directory, 0).id
  await writeFile(world.store, 'a.txt', 'one', { parent, tags: { kind: 'note', state: 'new' } })
  await writeFile(world.store, 'a.txt', 'two', { parent })
  await writeFile(world.store, 'root.txt', '')
  db = new Sqlite(world.path, { readonly: true })
})
afterEach(async () => {
  db.close()
  await world.close()
})

test('file_metadata shows files with tenant, path, hash, size and times as text', () => {
  expect(db.prepare('SELECT * FROM file_metadata ORDER BY file_path').all()).toEqual([
    {
      tenant_id: 'acme',
      file_path: '/docs/a.txt',
      content_hash: sha256(Buffer.from('two')),
      size_bytes: 3,
      created_at: NOON_TEXT,
      modified_at: NOON_TEXT,
    },
    {
      tenant_id: 'acme',
      file_path: '/root.txt',
      content_hash: sha256(new Uint8Array()),
      size_bytes: 0,
      created_at: NOON_TEXT,
      modified_at: NOON_TEXT,
    },
  ])
})

test('tags shows one row for each tag of a file', () => {
  expect(db.prepare('SELECT * FROM tags ORDER BY tag_key').all()).toEqual([
    { tenant_id: 'acme', file_path: '/docs/a.txt', tag_key: 'kind', tag_value: 'note' },
    { tenant_id: 'acme', file_path: '/docs/a.txt', tag_key: 'state', tag_value: 'new' },
  ])
})

test('operations shows the log, what each operation ended, and whether it was undone', async () => {
  const { rows } = await world.store.changes('acme', undefined, 10)
  const [, , overwrite] = rows
  const undo = fileBatch('undo.txt', 'undo', { details: { operation: overwrite?.id ?? '' } })
  const operations = undo.operations.map((draft) => ({ ...draft, type: 'undo' as const }))
  const mark = {
    kind: 'record',
    action: 'put',
    collection: 'undone',
    key: overwrite?.id ?? '',
    value: { by: operations[0]?.id ?? '' },
  } as const
  await world.store.commit({ ...undo, operations, mutations: [...undo.mutations, mark] })

  const shown = db.prepare<[], Record<string, string>>('SELECT * FROM operations').all()
  expect(shown[2]).toEqual({
    id: overwrite?.id,
    tenant_id: 'acme',
    operation_type: 'write',
    file_path: '/a.txt',
    timestamp: NOON_TEXT,
    details: null,
    undo_state: JSON.stringify([
      { node: overwrite?.node?.replaceAll('-', ''), version: 1, hash: sha256(Buffer.from('one')) },
    ]),
    undone: 1,
  })
  expect(shown.map(({ undone }) => undone)).toEqual([0, 0, 1, 0, 0])
  expect(shown[0]?.undo_state).toBe('[]')
  expect(JSON.parse(shown[4]?.details ?? '')).toEqual({ operation: overwrite?.id })
})

test.skipIf(!existsSync('/usr/bin/sqlite3'))('the views open in the sqlite3 command line', () => {
  const sql =
    'SELECT count(*) FROM file_metadata; SELECT count(*) FROM operations; SELECT count(*) FROM tags;'
  expect(
    execFileSync('/usr/bin/sqlite3', ['-readonly', world.path, sql], { encoding: 'utf8' }),
  ).toBe('2\n4\n2\n')
})
