import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryBackend, createMemoryStore, createNexus } from '@nexusfs/core'
import { type CommandOutcome, runCommand } from '@nexusfs/testkit'
import command from '../src/index.ts'

async function run(...words: string[]): Promise<CommandOutcome> {
  const nexus = await createNexus({ store: createMemoryStore(), backend: createMemoryBackend() })
  for (const [name, content] of Object.entries({
    'a.MD': 'xx',
    'b.md': 'x',
    '.env': 'x',
    'c.txt': '',
  })) {
    await nexus.write(`/docs/${name}`, content)
  }
  try {
    return await runCommand(command, words, { config: { rows: 10 }, nexus })
  } finally {
    await nexus.close()
  }
}

test('kinds are shown with the largest first', async () => {
  const { exitCode, printed } = await run('/docs')
  assert.equal(exitCode, 0)
  assert.deepEqual(printed, [
    {
      value: [
        { ending: '.md', files: 2, bytes: 3 },
        { ending: '(none)', files: 1, bytes: 1 },
        { ending: '.txt', files: 1, bytes: 0 },
      ],
      text: '3\t2\t.md\n1\t1\t(none)\n0\t1\t.txt',
    },
  ])
})

test('--limit goes before the configuration', async () => {
  const { printed } = await run('--limit', '1')
  assert.deepEqual(printed[0]?.value, [{ ending: '.md', files: 2, bytes: 3 }])
})

test('a path that is not there is NOT_FOUND, and what is not declared INVALID_ARGUMENT', async () => {
  await assert.rejects(run('/absent'), { code: 'NOT_FOUND' })
  await assert.rejects(run('/docs', '--loud'), { code: 'INVALID_ARGUMENT' })
})

test('configurations that are wrong or misspelt are problems', async () => {
  for (const config of [{ rows: 0 }, { rows: 'all' }, { row: 1 }]) {
    const result = await command.configSchema?.['~standard'].validate(config)
    assert.equal(result?.issues?.length, 1, JSON.stringify(config))
  }
})
