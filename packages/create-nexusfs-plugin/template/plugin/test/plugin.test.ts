import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createMemoryBackend,
  createMemoryStore,
  createNexus,
  definePlugin,
  type Nexus,
  type PluginRecords,
} from '@nexusfs/core'
import { runCommand } from '@nexusfs/testkit'
import { listCounts } from '../src/count-writes.ts'
import plugin from '../src/index.ts'

const config = { protect: ['/docs/final'] }

async function open(definition = plugin): Promise<Nexus> {
  const adapters = { store: createMemoryStore(), backend: createMemoryBackend() }
  return createNexus({ ...adapters, plugins: [{ plugin: definition, config }] })
}

test('protected paths cannot be written, made, covered or moved away', async () => {
  const nexus = await open()
  await nexus.write('/docs/draft', 'text')
  await nexus.write('/docs/final2', 'text')
  for (const call of [
    () => nexus.write('/docs/final', 'x'),
    () => nexus.write('/docs/final/a', 'x'),
    () => nexus.copy('/docs/draft', '/docs/final/a'),
    () => nexus.rename('/docs/draft', '/docs/final'),
    () => nexus.rename('/docs', '/old'),
    () => nexus.rmdir('/docs', { recursive: true }),
  ]) {
    await assert.rejects(call, { code: 'VETOED', message: /\/docs\/final is protected/ })
  }
  await nexus.close()
})

test('writes are counted, also those made at once', async () => {
  let records: PluginRecords | undefined
  const watched = definePlugin({
    ...plugin,
    initialize(context) {
      records = context.records
    },
  })
  const nexus = await open(watched)
  await Promise.all(Array.from({ length: 10 }, (_, index) => nexus.write(`/docs/${index}`, 'x')))
  await nexus.write('/top', 'x')
  assert.ok(records)
  assert.deepEqual(await listCounts(records), [
    { directory: '/', writes: 1 },
    { directory: '/docs', writes: 10 },
  ])
  await nexus.close()
})

test('the report counts the files below protected paths', async () => {
  const nexus = await createNexus({ store: createMemoryStore(), backend: createMemoryBackend() })
  await nexus.write('/docs/final/a', 'x')
  const report = plugin.commands?.report
  assert.ok(report)
  const { printed } = await runCommand(report, [], { config, nexus })
  assert.deepEqual(printed, [
    { value: [{ path: '/docs/final', files: 1 }], text: '1  /docs/final' },
  ])
  await nexus.close()
})
