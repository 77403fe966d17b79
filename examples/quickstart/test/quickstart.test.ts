import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createMemoryBackend, createMemoryStore, createNexus } from '@nexusfs/core'
import { expect, it } from 'vitest'
import { runSource, temporaryFolder } from '../../../test/kit/program.ts'
import { verify } from '../verify.ts'

it('the demo runs to its end and finds every byte as it was', async () => {
  const folder = temporaryFolder('quickstart-example')
  const main = new URL('../main.ts', import.meta.url).pathname
  const { code, stdout, stderr } = await runSource(main, { cwd: folder.path })
  folder.remove()
  expect(stderr).toBe('')
  expect(code).toBe(0)
  for (const step of [
    'Import real files',
    'Search',
    'Edit',
    'Undo a run',
    'Two tenants',
    'A plugin vetoes a write',
    'Read back',
    'Times',
  ]) {
    expect(stdout).toContain(step)
  }
  expect(stdout).toContain('rule "no keys" refuses secrets, and line 3 holds')
  expect(stdout).not.toContain('AKIA')
  expect(stdout).toContain('each as it was before the run')
  expect(stdout).toContain('every byte is what it was')
})

it('the check names a file in which one byte differs', async () => {
  const folder = temporaryFolder('quickstart-verify')
  mkdirSync(join(folder.path, 'sub'))
  writeFileSync(join(folder.path, 'same.txt'), 'same')
  writeFileSync(join(folder.path, 'sub/other.txt'), 'other')
  const nx = await createNexus({ store: createMemoryStore(), backend: createMemoryBackend() })
  await nx.write('/in/same.txt', 'same')
  await nx.write('/in/sub/other.txt', 'othes')

  const lines: string[] = []
  const report = {
    step: <T>(_: string, run: () => Promise<T>) => run(),
    line: (text: string) => lines.push(text),
    progress: () => {},
    times: () => {},
  }
  const source = { host: folder.path, target: '/in', excluded: [] }
  expect(await verify(nx, [source], report)).toEqual(['/in/sub/other.txt'])
  expect(lines.at(-1)).toContain('1 differ')
  await nx.close()
  folder.remove()
})
