import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  createMemoryBackend,
  createMemoryStore,
  createNexus,
  type Nexus,
  NexusError,
} from '@nexusfs/core'
import { onTestFinished } from 'vitest'

/** A tree in memory that ends with the test and refuses files named `veto.txt`. */
export async function treeInMemory(): Promise<Nexus> {
  const nx = await createNexus({
    store: createMemoryStore(),
    backend: createMemoryBackend(),
    hooks: {
      beforeWrite({ path }) {
        if (path.endsWith('/veto.txt')) throw new NexusError('VETOED', `${path} is not wanted.`)
      },
    },
  })
  onTestFinished(() => nx.close())
  return nx
}

/** A folder of its own that ends with the test, with these files in it. */
export async function hostFolderWith(
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-transfer-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  return folder
}

/** Every regular file below a host folder with its content. */
export async function contentsOf(folder: string): Promise<Record<string, string>> {
  const contents: Record<string, string> = {}
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  for (const entry of names.filter((found) => found.isFile())) {
    const path = join(entry.parentPath, entry.name)
    contents[path.slice(folder.length + 1)] = await readFile(path, 'utf8')
  }
  return contents
}

/** Every file below a directory of the tree with its content. */
export async function treeContents(nx: Nexus, path: string): Promise<Record<string, string>> {
  const contents: Record<string, string> = {}
  for await (const entry of nx.list(path))
    contents[entry.path.slice(path.length + 1)] = await nx.readText(entry.path)
  return contents
}
