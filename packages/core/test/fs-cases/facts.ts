import { constants } from 'node:fs'
import type { FsCase } from './fs-case.ts'

/** What is told about a path. */
export const facts: readonly FsCase[] = [
  [
    'stat of a file',
    async (fs, at) => {
      const stat = await fs.stat(at('file.txt'))
      return [stat.isFile(), stat.isDirectory(), stat.isSymbolicLink(), stat.size, stat.nlink]
    },
  ],
  [
    'stat of a directory',
    async (fs, at) => {
      const stat = await fs.stat(at('dir'))
      return [
        stat.isFile(),
        stat.isDirectory(),
        (stat.mode & constants.S_IFMT) === constants.S_IFDIR,
      ]
    },
  ],
  [
    'stat has times',
    async (fs, at) => {
      const { mtime, mtimeMs, birthtime } = await fs.stat(at('file.txt'))
      return [Math.abs(mtime.getTime() - mtimeMs) <= 1, birthtime instanceof Date, mtimeMs > 1.6e12]
    },
  ],
  ['lstat of a file', async (fs, at) => (await fs.lstat(at('file.txt'))).size],
  [
    'ino survives a rename',
    async (fs, at) => {
      const { ino } = await fs.stat(at('file.txt'))
      await fs.rename(at('file.txt'), at('moved'))
      return ino === (await fs.stat(at('moved'))).ino
    },
  ],
  [
    'ino survives a write and differs between files',
    async (fs, at) => {
      const { ino } = await fs.stat(at('file.txt'))
      await fs.writeFile(at('file.txt'), 'x')
      return [
        (await fs.stat(at('file.txt'))).ino === ino,
        (await fs.stat(at('empty.txt'))).ino === ino,
      ]
    },
  ],
  ['stat of nothing', (fs, at) => fs.stat(at('nothing'))],
  ['stat below a file', (fs, at) => fs.stat(at('file.txt/x'))],
  ['stat of a file with a trailing slash', (fs, at) => fs.stat(at('file.txt/'))],
  ['access of a file', (fs, at) => fs.access(at('file.txt'))],
  [
    'access to read and write',
    (fs, at) => fs.access(at('file.txt'), constants.R_OK | constants.W_OK),
  ],
  ['access to run a file', (fs, at) => fs.access(at('file.txt'), constants.X_OK)],
  ['access to enter a directory', (fs, at) => fs.access(at('dir'), constants.X_OK)],
  ['access of nothing', (fs, at) => fs.access(at('nothing'))],
  ['access below a file', (fs, at) => fs.access(at('file.txt/x'))],
  ['realpath', async (fs, at) => (await fs.realpath(at('dir/../file.txt'))).replace(at(), '')],
  ['realpath of nothing', (fs, at) => fs.realpath(at('nothing'))],
  [
    'watch of nothing',
    async (fs, at) => {
      for await (const change of fs.watch(at('nothing'))) return change
      return undefined
    },
  ],
]
