import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../src/index.ts'

const run = promisify(execFile)
const fixture = fileURLToPath(new URL('./second-process.fixture.ts', import.meta.url))

test('two processes work on one data folder at the same time', async () => {
  const root = mkdtempSync(join(tmpdir(), 'nexusfs-processes-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const dataDir = join(root, 'data')
  await using nexus = await connect({ dataDir }, { env: {}, cwd: root, home: root })
  await nexus.write('/first.txt', 'from the first')

  const other = run(process.execPath, ['--conditions=nexusfs-source', fixture, dataDir])
  for (let index = 0; index < 20; index += 1) await nexus.write(`/own/${index}.txt`, `own ${index}`)
  expect((await other).stdout).toBe('from the first')

  expect(await nexus.list('/own').toArray()).toHaveLength(20)
  expect(await nexus.list('/second').toArray()).toHaveLength(20)
  expect(await nexus.readText('/second/19.txt')).toBe('second 19')
}, 30_000)
