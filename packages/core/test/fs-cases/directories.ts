import type { FsCase } from './fs-case.ts'

/** Directories. */
export const directories: readonly FsCase[] = [
  ['mkdir makes a directory', (fs, at) => fs.mkdir(at('new'))],
  ['mkdir with a trailing slash', (fs, at) => fs.mkdir(at('new/'))],
  ['mkdir of a directory', (fs, at) => fs.mkdir(at('dir'))],
  ['mkdir of a file', (fs, at) => fs.mkdir(at('file.txt'))],
  ['mkdir below a missing directory', (fs, at) => fs.mkdir(at('no/x'))],
  ['mkdir below a file', (fs, at) => fs.mkdir(at('file.txt/x'))],
  [
    'mkdir recursive gives the first that it made',
    async (fs, at) => (await fs.mkdir(at('no/deeper/x'), { recursive: true }))?.replace(at(), ''),
  ],
  [
    'mkdir recursive from an existing one',
    async (fs, at) => (await fs.mkdir(at('dir/a/b'), { recursive: true }))?.replace(at(), ''),
  ],
  ['mkdir recursive of a directory', (fs, at) => fs.mkdir(at('dir'), { recursive: true })],
  ['mkdir recursive of a file', (fs, at) => fs.mkdir(at('file.txt'), { recursive: true })],
  ['mkdir recursive below a file', (fs, at) => fs.mkdir(at('file.txt/x/y'), { recursive: true })],
  ['rmdir removes an empty directory', (fs, at) => fs.rmdir(at('hollow'))],
  ['rmdir of a full directory', (fs, at) => fs.rmdir(at('dir'))],
  ['rmdir of a file', (fs, at) => fs.rmdir(at('file.txt'))],
  ['rmdir of nothing', (fs, at) => fs.rmdir(at('nothing'))],
  ['rm removes a file', (fs, at) => fs.rm(at('file.txt'))],
  ['rm of nothing', (fs, at) => fs.rm(at('nothing'))],
  ['rm force of nothing', (fs, at) => fs.rm(at('nothing'), { force: true })],
  ['rm force below a file', (fs, at) => fs.rm(at('file.txt/x'), { force: true })],
  ['rm of a directory', (fs, at) => fs.rm(at('hollow'))],
  ['rm recursive of a full directory', (fs, at) => fs.rm(at('dir'), { recursive: true })],
  ['rm recursive of a file', (fs, at) => fs.rm(at('file.txt'), { recursive: true, force: true })],
  ['readdir gives names', async (fs, at) => (await fs.readdir(at())).sort()],
  ['readdir of an empty directory', (fs, at) => fs.readdir(at('hollow'))],
  ['readdir recursive', async (fs, at) => (await fs.readdir(at(), { recursive: true })).sort()],
  [
    'readdir with file types',
    async (fs, at) =>
      (await fs.readdir(at('dir'), { withFileTypes: true }))
        .map((entry) => [entry.name, entry.isFile(), entry.isDirectory(), entry.isSymbolicLink()])
        .sort(),
  ],
  [
    'readdir with file types names the folder',
    async (fs, at) =>
      (await fs.readdir(at('dir'), { withFileTypes: true, recursive: true }))
        .map(({ name, parentPath }) => `${parentPath.replace(at(), '')} ${name}`)
        .sort(),
  ],
  ['readdir of a file', (fs, at) => fs.readdir(at('file.txt'))],
  ['readdir of nothing', (fs, at) => fs.readdir(at('nothing'))],
  ['readdir with a trailing slash', async (fs, at) => (await fs.readdir(at('dir/'))).sort()],
  [
    'opendir gives entries, then null',
    async (fs, at) => {
      const directory = await fs.opendir(at('dir/sub'))
      const entries = [await directory.read(), await directory.read()]
      await directory.close()
      return entries.map((entry) => entry && [entry.name, entry.isFile()])
    },
  ],
  [
    'opendir can be iterated',
    async (fs, at) => {
      const found: string[] = []
      for await (const { name } of await fs.opendir(at('dir'))) found.push(name)
      return found.sort()
    },
  ],
  ['opendir of a file', (fs, at) => fs.opendir(at('file.txt'))],
  ['opendir of nothing', (fs, at) => fs.opendir(at('nothing'))],
  [
    'mkdtemp makes a directory',
    async (fs, at) => {
      const made = await fs.mkdtemp(at('tmp-'))
      const { length } = made.replace(at('tmp-'), '')
      await fs.rmdir(made)
      return length
    },
  ],
  ['mkdtemp in a missing directory', (fs, at) => fs.mkdtemp(at('no/tmp-'))],
]
