import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { bytesSource, collectBytes } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import { openTestFolder, programArguments } from './folder.ts'

const run = promisify(execFile)

test('a counter that four processes raise by compare-and-set loses nothing', {
  timeout: 120_000,
}, async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  await bucket.put('counter', bytesSource(Buffer.from('0')))
  const times = Math.ceil(400 * Number(process.env.NEXUS_TEST_SCALE ?? 0.05))
  const raise = () =>
    run(process.execPath, programArguments('counter.fixture.ts', root, String(times)))
  await Promise.all([raise(), raise(), raise(), raise()])
  const { body } = await bucket.get('counter')
  expect(Buffer.from(await collectBytes(body)).toString()).toBe(String(4 * times))
})
