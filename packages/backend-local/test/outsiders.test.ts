import { appendFile, chmod, mkdir, open, rename, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bytesSource } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import { codeOf, openTestFolder } from './folder.ts'

const OURS = bytesSource(Buffer.from('ours'))

test('a condition fails when another program replaced, extended or rewrote the file', async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  const path = join(root, 'file')
  const changes: Readonly<Record<string, () => Promise<unknown>>> = {
    replaced: async () => {
      await writeFile(join(root, 'new'), 'them')
      await rename(join(root, 'new'), path)
    },
    extended: () => appendFile(path, '+'),
    'rewritten in place at the same size, with the old time put back': async () => {
      const { atime, mtime } = await stat(path)
      await rewrite(path, 'them')
      await utimes(path, atime, mtime)
    },
  }
  for (const [name, change] of Object.entries(changes)) {
    const precondition = { ifMatch: (await bucket.put('file', OURS)).etag }
    await change()
    expect(await codeOf(bucket.put('file', OURS, { precondition })), name).toBe('CONFLICT')
    expect(await codeOf(bucket.delete('file', { precondition })), name).toBe('CONFLICT')
    expect(await codeOf(bucket.get('file', { precondition })), name).toBe('CONFLICT')
  }
})

test('the etag of an untouched file stays, also for another handle', async () => {
  await using opened = await openTestFolder()
  const { bucket, root } = opened
  await mkdir(root)
  await writeFile(join(root, 'theirs'), 'content')
  const first = await bucket.head('theirs')
  expect(await bucket.head('theirs')).toEqual(first)
  await chmod(join(root, 'theirs'), 0o600)
  expect((await bucket.head('theirs'))?.etag).not.toBe(first?.etag)
})

test('a file that another program makes while a create-if-absent is under way is not overwritten', async () => {
  await using opened = await openTestFolder({ versioning: true })
  const { bucket, root } = opened
  const source = {
    rewindable: false,
    async *open() {
      yield Buffer.from('ours')
      await mkdir(root, { recursive: true })
      await writeFile(join(root, 'file'), 'theirs')
    },
  }
  const put = bucket.put('file', source, { precondition: { ifNoneMatch: '*' } })
  expect(await codeOf(put)).toBe('ALREADY_EXISTS')
})

async function rewrite(path: string, content: string): Promise<void> {
  const file = await open(path, 'r+')
  await file.write(content, 0)
  await file.close()
}
