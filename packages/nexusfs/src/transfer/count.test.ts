import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { countHostFiles } from './count.ts'
import { TransferJob } from './transfer-job.ts'

let folder: string

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'nexus-count-')))
  mkdirSync(join(folder, 'left/deep'), { recursive: true })
  mkdirSync(join(folder, 'kept'))
  for (const name of ['a', 'kept/b', 'left/c', 'left/deep/d']) writeFileSync(join(folder, name), '')
})

afterEach(() => rmSync(folder, { recursive: true }))

it('counts the files of every folder below', async () => {
  expect(await countHostFiles(folder, new TransferJob({}))).toBe(4)
})

it('counts nothing in a folder that is left out', async () => {
  expect(await countHostFiles(folder, new TransferJob({}), [join(folder, 'left')])).toBe(2)
})
