import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bytesSource, collectBytes } from '@nexusfs/core/kit'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createZipBackend } from '../src/index.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-zip-'))
  file = join(folder, 'objects.zip')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const text = (value: string) => bytesSource(strToU8(value))

test('what is put is a file of the archive for every zip tool, and nothing else is left in the folder', async () => {
  const backend = createZipBackend({ file })
  await backend.put('docs/a.txt', text('hello'))
  await backend.put('docs/b.txt', text('b'))
  await backend.delete('docs/b.txt')
  expect(unzipSync(readFileSync(file))).toEqual({ 'docs/a.txt': strToU8('hello') })
  expect(readdirSync(folder)).toEqual(['objects.zip'])
})

test('files of an archive that others made are objects, and what is no key stays in it unseen', async () => {
  const files = { 'a.txt': strToU8('a'), '../b.txt': strToU8('b'), 'c\\d': strToU8('c') }
  writeFileSync(file, zipSync(files))
  const backend = createZipBackend({ file })
  const { objects } = await backend.list({ limit: 10 })
  expect(objects.map(({ key }) => key)).toEqual(['a.txt'])
  await backend.put('new.txt', text('new'))
  expect(unzipSync(readFileSync(file))).toEqual({ ...files, 'new.txt': strToU8('new') })
})

test('an archive that another program replaces is read again', async () => {
  const backend = createZipBackend({ file })
  await backend.put('a.txt', text('old'))
  writeFileSync(file, zipSync({ 'a.txt': strToU8('newer') }))
  const { body } = await backend.get('a.txt')
  expect(await collectBytes(body, 10)).toEqual(strToU8('newer'))
})

test('two backends on one archive lose nothing of each other', async () => {
  const backends = [createZipBackend({ file }), createZipBackend({ file })]
  const keys = Array.from({ length: 20 }, (_, index) => `${index}.txt`)
  await Promise.all(keys.map((key, index) => backends[index % 2]?.put(key, text(key))))
  expect(Object.keys(unzipSync(readFileSync(file))).sort()).toEqual(keys.toSorted())
})

test.each([
  ['no archive', () => writeFileSync(file, 'not a zip'), 'CORRUPT'],
  [
    'a damaged one',
    () => writeFileSync(file, zipSync({ a: strToU8('a') }).slice(0, 60)),
    'CORRUPT',
  ],
  ['a folder', () => mkdirSync(file), 'BACKEND_DENIED'],
  ['too much', () => writeFileSync(file, zipSync({ a: new Uint8Array(2000) })), 'TOO_LARGE'],
])('%s is named, by the check too, and left as it is', async (_, make, code) => {
  make()
  const backend = createZipBackend({ file, limit: 1000 })
  await expect(backend.put('a.txt', text('a'))).rejects.toMatchObject({ code })
  expect(await backend.check()).toMatchObject({ ok: false, code })
})

test('more than the limit together is TOO_LARGE and changes nothing', async () => {
  const backend = createZipBackend({ file, limit: 10 })
  await backend.put('a.txt', text('123456'))
  await expect(backend.put('b.txt', text('123456'))).rejects.toMatchObject({ code: 'TOO_LARGE' })
  expect(Object.keys(unzipSync(readFileSync(file)))).toEqual(['a.txt'])
  await backend.put('a.txt', text('1234567890'))
})
