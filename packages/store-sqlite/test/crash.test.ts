import { execFile } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { inspect } from '../src/inspect.ts'
import { makeTree } from './crash-batches.ts'
import { openStore } from './opened.ts'

const run = promisify(execFile)
const PROCESS = fileURLToPath(new URL('./crash-process.ts', import.meta.url))

let world: Awaited<ReturnType<typeof openStore>>
beforeEach(async () => {
  world = await openStore()
  await world.store.migrate()
  await makeTree(world.store)
  await world.store.close()
})
afterEach(() => world.close())

/** All rows of nodes, history, uses and candidates, without ids and times that differ from run to run. */
function contentsOf(path: string): readonly unknown[] {
  const db = new Sqlite(path, { readonly: true })
  const all = (sql: string) => db.prepare(sql).raw().all()
  const rows = [
    all('SELECT name, version, hash, content, "from" FROM nodes ORDER BY name, "from"'),
    all('SELECT name, version, hash, content, "from", "to" FROM node_history ORDER BY name, "to"'),
    all('SELECT content, count(*) FROM content_uses GROUP BY content ORDER BY content'),
    all('SELECT id, owner > zeroblob(16) FROM content ORDER BY id'),
    all('SELECT content FROM content_candidates ORDER BY content'),
    all('SELECT sequence, type FROM operation_log ORDER BY sequence'),
    all('SELECT operation, count(*) FROM operation_effects GROUP BY operation ORDER BY operation'),
  ]
  db.close()
  return rows
}

/** What is wrong with a store. */
function problemsOf(path: string): readonly string[] {
  const db = new Sqlite(path)
  const problems = inspect(db)
  db.close()
  return problems
}

/** Runs the change on a copy of the store, killed at a statement; gives what it printed. */
async function changeCopy(path: string, change: string, nth: number): Promise<string> {
  copyFileSync(world.path, path)
  const args = ['--conditions=nexusfs-source', PROCESS, path, change, String(nth)]
  return run(process.execPath, args).then(
    ({ stdout }) => stdout,
    (error: { readonly signal?: string }) => error.signal ?? String(error),
  )
}

test.each(['restoreTree', 'restoreNodes', 'fork', 'prune'])(
  'a process that is killed in the middle of %s has done all of it or nothing',
  async (change) => {
    const copy = (name: string): string => join(dirname(world.path), name)
    const statements = Number(await changeCopy(copy('whole.db'), change, 0))
    expect(statements).toBeGreaterThan(5)
    const before = contentsOf(world.path)
    const after = contentsOf(copy('whole.db'))
    expect(after).not.toEqual(before)
    const step = Math.ceil(statements / 6)
    for (let nth = 1; nth <= statements; nth += step) {
      const path = copy(`${nth}.db`)
      expect(await changeCopy(path, change, nth)).toBe('SIGKILL')
      expect(problemsOf(path)).toEqual([])
      expect(contentsOf(path)).toEqual(before)
    }
  },
  120_000,
)
