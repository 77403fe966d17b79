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

test('four processes that raise a counter leave each of its values as a version with its metadata', {
  timeout: 120_000,
}, async () => {
  await using opened = await openTestFolder({ versioning: true, metadataFiles: true })
  const { bucket, root } = opened
  await bucket.put('counter', bytesSource(Buffer.from('0')), { metadata: { count: '0' } })
  const times = Math.ceil(200 * Number(process.env.NEXUS_TEST_SCALE ?? 0.05))
  const raise = () =>
    run(process.execPath, programArguments('counter.fixture.ts', root, String(times), 'kept'))
  await Promise.all([raise(), raise(), raise(), raise()])
  const { versions } = await bucket.listVersions('counter', { limit: 1000 })
  const values = versions.map(async ({ versionId }) => {
    const { body, info } = await bucket.get('counter', { versionId })
    const value = Buffer.from(await collectBytes(body)).toString()
    expect(info.metadata).toEqual({ count: value })
    return Number(value)
  })
  const expected = Array.from({ length: 4 * times + 1 }, (_, index) => 4 * times - index)
  expect(await Promise.all(values)).toEqual(expected)
})
