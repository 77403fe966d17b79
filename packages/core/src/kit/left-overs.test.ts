import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeLeftOvers, temporaryName } from './left-overs.ts'

const KIND = { prefix: '.backup.', suffix: '.partial' }
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nexus-left-overs-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

/** The name that a process which has ended gave. */
function nameOfDead(kind = KIND): string {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  return temporaryName(kind).replace(`-${process.pid}-`, `-${pid}-`)
}

test('files and folders of processes that have ended are removed', async () => {
  await mkdir(join(folder, nameOfDead(), 'deep'), { recursive: true })
  await writeFile(join(folder, nameOfDead()), 'half')
  await removeLeftOvers(folder, KIND)
  expect(await readdir(folder)).toEqual([])
})

test('what belongs to a living process, another machine, another kind or nobody stays', async () => {
  const living = temporaryName(KIND)
  const elsewhere = nameOfDead().replace(/[0-9a-f]{8}-/, '00000000-')
  const other = nameOfDead({ prefix: '.other.', suffix: '.partial' })
  const names = [living, elsewhere, other, '.backup.mine.partial', '.backup..partial', '.partial']
  for (const name of names) await writeFile(join(folder, name), '')
  await removeLeftOvers(folder, KIND)
  expect((await readdir(folder)).toSorted()).toEqual(names.toSorted())
})

test('a folder that is not there holds nothing', async () => {
  await expect(removeLeftOvers(join(folder, 'absent'), KIND)).resolves.toBeUndefined()
})
