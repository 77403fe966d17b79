import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { workplace } from './run.fixture.ts'

test('commands, nouns, options and their values are completed', async () => {
  const { nexus } = await workplace()
  const complete = async (...words: readonly string[]) =>
    (await nexus(['__complete', '--', ...words])).stdout
      .split('\n')
      .map((line) => line.split('\t')[0])
  expect(await complete('m')).toEqual([...['mv', 'mkdir', 'meta', 'migrate', 'mount', '']])
  expect(await complete('meta', '')).toEqual(['get', 'set', 'remove', ''])
  expect(await complete('--json', 'meta', 's')).toEqual(['set', ''])
  expect(await complete('ls', '--lo')).toEqual(['--long', ''])
  expect(await complete('ls', '--ten')).toEqual(['--tenant', ''])
  expect(await complete('find', '*', '--type', '')).toEqual(['f', 'd', ''])
  expect(await complete('completion', 'z')).toEqual(['zsh', ''])
  expect(await complete('help', 'sy')).toEqual(['sync', ''])
  expect(await complete('frobnicate', '')).toEqual([''])
})

test('tree paths are completed, with the directory kept and no data folder made', async () => {
  const { nexus, host, folder } = await workplace()
  const complete = async (...words: readonly string[]) =>
    (await nexus(['__complete', '--', ...words])).stdout
  expect(await complete('cat', '/')).toBe('')
  expect(existsSync(join(folder, 'nexus-data'))).toBe(false)
  await nexus(['write', '/notes/alpha beta.md', 'x'])
  await nexus(['write', '/notes/all/x', 'x'])
  expect(await complete('cat', '/no')).toBe('/notes/\n')
  expect(await complete('cat', '/notes/al')).toBe('/notes/all/\n/notes/alpha beta.md\n')
  expect(await complete('cat', '/notes/all/x', 'nx:/notes/alp')).toBe('nx:/notes/alpha beta.md\n')
  await host('next.txt', 'x')
  expect(await complete('cp', 'n')).toBe('nx:/\tthe tree\nnext.txt\nnexus-data/\n')
  expect(await complete('cp', 'next.txt', 'nx:/notes/all')).toBe('nx:/notes/all/\n')
  expect(await complete('--data-dir', 'elsewhere', 'cat', '/no')).toBe('')
})

test('each script is printed, and the one for bash is sound', async () => {
  const { nexus } = await workplace()
  for (const shell of ['bash', 'zsh', 'fish']) {
    const run = await nexus(['completion', shell])
    expect(run.stdout).toContain('nexus __complete --')
    if (shell === 'bash') execFileSync('bash', ['-n'], { input: run.stdout })
  }
  expect((await nexus(['completion', 'tcsh'])).code).toBe(2)
})
