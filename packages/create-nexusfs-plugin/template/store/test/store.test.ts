import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { createMemoryBackend, createNexus } from '@nexusfs/core'
import definition, { create__Type__Store } from '../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('a tree with its history is there again after a restart', async () => {
  const folder = await temporaryFolder()
  const path = join(folder.path, 'deep/journal.db')
  for (const round of [1, 2, 3]) {
    const nexus = await createNexus({
      store: create__Type__Store({ path }),
      backend: createMemoryBackend(),
    })
    await nexus.write('/docs/a.txt', `round ${round}`)
    assert.equal((await nexus.stat('/docs/a.txt')).version, round)
    await nexus.close()
  }
  await folder.remove()
})

test('a second process is refused as BUSY, and the first goes on', async () => {
  const folder = await temporaryFolder()
  const path = join(folder.path, 'journal.db')
  const [first, second] = [create__Type__Store({ path }), create__Type__Store({ path })]
  await first.migrate()
  await assert.rejects(second.migrate(), { code: 'BUSY' })
  assert.equal((await first.health()).ok, true)
  await first.close()
  await second.migrate()
  await second.close()
  await folder.remove()
})

test('a file that is no journal is CORRUPT', async () => {
  const folder = await temporaryFolder()
  const path = join(folder.path, 'journal.db')
  await writeFile(path, 'something else, and long enough to be looked at'.repeat(100))
  await assert.rejects(create__Type__Store({ path }).migrate(), { code: 'CORRUPT' })
  await folder.remove()
})

test('a journal with an entry that cannot be read is CORRUPT, and not half of it is used', async () => {
  const folder = await temporaryFolder()
  const path = join(folder.path, 'journal.db')
  const first = create__Type__Store({ path })
  const nexus = await createNexus({ store: first, backend: createMemoryBackend() })
  await nexus.write('/docs/a.txt', 'x')
  await nexus.close()
  const database = new DatabaseSync(path)
  database.exec(
    'UPDATE journal SET call = randomblob(20) WHERE number = (SELECT max(number) FROM journal)',
  )
  database.close()
  const store = create__Type__Store({ path })
  await assert.rejects(store.migrate(), { code: 'CORRUPT' })
  await assert.rejects(store.settled(), { code: 'CLOSED' })
  await folder.remove()
})

test('options that are wrong or misspelt are problems', async () => {
  for (const options of [{}, { path: '' }, { path: 'x', pathh: 'y' }]) {
    const { issues } = await definition.options['~standard'].validate(options)
    assert.equal(issues?.length, 1, JSON.stringify(options))
  }
})
