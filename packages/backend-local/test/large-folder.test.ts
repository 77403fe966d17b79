import { mkdir, unlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Bucket } from '@nexusfs/core'
import { expect, test } from 'vitest'
import { openTestFolder } from './folder.ts'

test('a large folder that is listed twice shows what changed in between', async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  const folder = join(root, 'large')
  await mkdir(folder, { recursive: true })
  for (let index = 0; index < 2100; index++) await writeFile(join(folder, `${index}`), '')
  await wait(1100)
  expect((await keysOf(bucket)).length).toBe(2100)
  await unlink(join(folder, '1'))
  await writeFile(join(folder, 'added'), '')
  await utimes(folder, 0, 0)
  const keys = await keysOf(bucket)
  expect(keys).toContain('large/added')
  expect(keys).not.toContain('large/1')
})

async function keysOf(bucket: Bucket): Promise<string[]> {
  const keys: string[] = []
  let cursor: string | undefined
  do {
    const page = await bucket.list({ limit: 500, ...(cursor !== undefined && { cursor }) })
    keys.push(...page.objects.map(({ key }) => key))
    cursor = page.cursor
  } while (cursor !== undefined)
  return keys
}
