import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryStore, createNexus } from '@nexusfs/core'
import definition from '../src/index.ts'

test('a tree of files lies on a backend that configuration makes', async () => {
  const { value } = (await definition.options['~standard'].validate({ limit: 1000 })) as {
    value: { limit: number }
  }
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  const backend = definition.create(value, { logger })
  const nexus = await createNexus({ store: createMemoryStore(), backend, inlineMaxBytes: 0 })
  await nexus.write('/docs/a.txt', 'hello')
  assert.equal(await nexus.readText('/docs/a.txt'), 'hello')
  await assert.rejects(nexus.write('/docs/b.txt', 'x'.repeat(1001)), { code: 'TOO_LARGE' })
  await nexus.close()
})

test('options that are wrong or misspelt are problems', async () => {
  for (const options of [{ limit: 0 }, { limit: 'much' }, { limitt: 1 }]) {
    const { issues } = await definition.options['~standard'].validate(options)
    assert.equal(issues?.length, 1, JSON.stringify(options))
  }
})
