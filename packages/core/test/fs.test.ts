import * as host from 'node:fs/promises'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  createMemoryBackend,
  createMemoryStore,
  createNexus,
  type Nexus,
  type NexusFs,
} from '@nexusfs/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DIRECTORIES, FILES, FS_CASES, type FsCase } from './fs.cases.ts'

let nexus: Nexus
let folder: string

beforeAll(async () => {
  nexus = await createNexus({ store: createMemoryStore(), backend: createMemoryBackend() })
  folder = await mkdtemp(join(tmpdir(), 'nexus-fs-'))
})

afterAll(async () => {
  await nexus.close()
  await rm(folder, { recursive: true })
})

/** What a case gives and what lies in its folder afterwards. */
async function outcomeOf(fs: NexusFs, root: string, [, run]: FsCase): Promise<unknown> {
  for (const directory of DIRECTORIES) await fs.mkdir(join(root, directory), { recursive: true })
  for (const [file, content] of Object.entries(FILES)) {
    await fs.mkdir(dirname(join(root, file)), { recursive: true })
    await fs.writeFile(join(root, file), content)
  }
  const answer = await run(fs, (name) => (name === undefined ? root : `${root}/${name}`)).then(
    (value) => ({ value }),
    ({ code, syscall }) => (String(code).startsWith('ERR_') ? { code } : { code, syscall }),
  )
  return { answer, left: await contentOf(fs, root) }
}

async function contentOf(fs: NexusFs, root: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {}
  for (const name of (await fs.readdir(root, { recursive: true })).sort()) {
    const path = join(root, name)
    found[name] = (await fs.stat(path)).isFile() ? await fs.readFile(path, 'latin1') : 'directory'
  }
  return found
}

describe('nx.fs answers as node:fs/promises does', () => {
  let number = 0
  test.each(FS_CASES)('%s', async (...fsCase) => {
    const name = `case-${number++}`
    const expected = await outcomeOf(host as unknown as NexusFs, join(folder, name), fsCase)
    expect(await outcomeOf(nexus.fs, `/${name}`, fsCase)).toEqual(expected)
  })
})
