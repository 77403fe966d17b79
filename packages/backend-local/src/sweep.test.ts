import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FolderTree } from './folder-tree.ts'
import { sweep } from './sweep.ts'

const DAY = 24 * 60 * 60 * 1000

test('a sweep removes what is older than a day and nothing else', async () => {
  const root = await mkdtemp(join(tmpdir(), 'nexus-sweep-'))
  try {
    const tree = new FolderTree(root)
    await sweep(tree, ['absent'], Date.now())
    await mkdir(join(root, 'tmp/folder'), { recursive: true })
    await writeFile(join(root, 'tmp/file'), 'x')
    await sweep(tree, ['tmp'], Date.now() + DAY - 60_000)
    expect(await readdir(join(root, 'tmp'))).toEqual(['file', 'folder'])
    await sweep(tree, ['tmp'], Date.now() + DAY + 60_000)
    expect(await readdir(join(root, 'tmp'))).toEqual(['folder'])
  } finally {
    await rm(root, { recursive: true })
  }
})
