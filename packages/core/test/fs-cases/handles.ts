import { constants } from 'node:fs'
import type { FsCase } from './fs-case.ts'

/** Open files. */
export const handles: readonly FsCase[] = [
  [
    'a handle reads from where it stands',
    async (fs, at) => {
      await using handle = await fs.open(at('file.txt'))
      const buffer = Buffer.alloc(3)
      const first = await handle.read(buffer, 0, 3)
      const text = buffer.toString()
      const second = await handle.read(buffer, 1, 2, null)
      const third = await handle.read(buffer)
      return [first.bytesRead, text, second.bytesRead, buffer.toString(), third.bytesRead]
    },
  ],
  [
    'a handle reads at a position',
    async (fs, at) => {
      await using handle = await fs.open(at('file.txt'))
      const { bytesRead, buffer } = await handle.read({ buffer: Buffer.alloc(9), position: 1 })
      const rest = await handle.readFile('utf8')
      return [bytesRead, buffer, rest, (await handle.read(Buffer.alloc(1), 0, 1, 99)).bytesRead]
    },
  ],
  [
    'a handle reads an empty file',
    async (fs, at) => {
      await using handle = await fs.open(at('empty.txt'), 'r')
      return [
        (await handle.read()).bytesRead,
        await handle.readFile('utf8'),
        (await handle.stat()).size,
      ]
    },
  ],
  [
    'read past the buffer',
    async (fs, at) => {
      await using handle = await fs.open(at('file.txt'))
      return await handle.read(Buffer.alloc(2), 1, 2)
    },
  ],
  [
    'w replaces',
    async (fs, at) => {
      await using handle = await fs.open(at('file.txt'), 'w')
      const { bytesWritten } = await handle.write('one ')
      await handle.write(Buffer.from('-two-'), 1, 3)
      await handle.write('O', 0)
      return bytesWritten
    },
  ],
  ['w alone empties', async (fs, at) => (await fs.open(at('file.txt'), 'w')).close()],
  ['w makes a file', async (fs, at) => (await fs.open(at('new'), 'w')).close()],
  [
    'w+ reads what it wrote',
    async (fs, at) => {
      await using handle = await fs.open(at('new'), 'w+')
      await handle.writeFile('hello')
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(5), 0, 5, 0)
      return [bytesRead, buffer.toString(), (await handle.stat()).size]
    },
  ],
  [
    'wx makes a file',
    async (fs, at) => {
      await using handle = await fs.open(at('new'), 'wx')
      await handle.write('x')
    },
  ],
  ['wx onto a file', (fs, at) => fs.open(at('file.txt'), 'wx')],
  [
    'r+ changes in place',
    async (fs, at) => {
      await using handle = await fs.open(at('file.txt'), 'r+')
      await handle.write('J', 0)
      await handle.write(Buffer.from('!!'), 0, 2, 5)
      return await handle.readFile('utf8')
    },
  ],
  ['r+ of nothing', (fs, at) => fs.open(at('nothing'), 'r+')],
  [
    'a appends, wherever the position',
    async (fs, at) => {
      await using handle = await fs.open(at('file.txt'), 'a')
      await handle.write(' x', 0)
      await handle.appendFile(' y')
      return (await handle.stat()).size
    },
  ],
  ['a makes a file', async (fs, at) => (await fs.open(at('new'), 'a')).close()],
  ['ax onto a file', (fs, at) => fs.open(at('file.txt'), 'ax')],
  [
    'a+ reads and appends',
    async (fs, at) => {
      await using handle = await fs.open(at('file.txt'), 'a+')
      await handle.write(' x')
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(9), 0, 9, 0)
      return [bytesRead, buffer.toString()]
    },
  ],
  [
    'truncate of a handle',
    async (fs, at) => {
      await using handle = await fs.open(at('file.txt'), 'r+')
      await handle.truncate(2)
      await handle.truncate(4)
      await handle.sync()
      return await handle.stat().then(({ size }) => size)
    },
  ],
  [
    'numeric flags',
    async (fs, at) => {
      await using handle = await fs.open(
        at('new'),
        constants.O_CREAT | constants.O_RDWR | constants.O_EXCL,
      )
      await handle.write('x')
      return (await handle.read(Buffer.alloc(1), 0, 1, 0)).bytesRead
    },
  ],
  ['open with an unknown flag', (fs, at) => fs.open(at('file.txt'), 'q')],
  ['open of nothing', (fs, at) => fs.open(at('nothing'))],
  ['open to write in a missing directory', (fs, at) => fs.open(at('no/x'), 'w')],
  ['open to write below a file', (fs, at) => fs.open(at('file.txt/x'), 'w')],
  ['open of a directory to write', (fs, at) => fs.open(at('dir'), 'w')],
  [
    'open of a directory to read, then reading',
    async (fs, at) => {
      await using handle = await fs.open(at('dir'))
      return await handle.read(Buffer.alloc(1))
    },
  ],
  [
    'write to a handle for reading',
    async (fs, at) => {
      await using handle = await fs.open(at('file.txt'))
      return await handle.write('x')
    },
  ],
  [
    'read from a handle for writing',
    async (fs, at) => {
      await using handle = await fs.open(at('file.txt'), 'w')
      return await handle.read(Buffer.alloc(1))
    },
  ],
  [
    'truncate of a handle for reading',
    async (fs, at) => {
      await using handle = await fs.open(at('file.txt'))
      return await handle.truncate(1)
    },
  ],
  [
    'use after close',
    async (fs, at) => {
      const handle = await fs.open(at('file.txt'))
      await handle.close()
      return await handle.read(Buffer.alloc(1))
    },
  ],
  [
    'write after close',
    async (fs, at) => {
      const handle = await fs.open(at('file.txt'), 'r+')
      await handle.close()
      return await handle.write('x')
    },
  ],
  [
    'closing twice',
    async (fs, at) => {
      const handle = await fs.open(at('file.txt'), 'w')
      await handle.write('x')
      await Promise.all([handle.close(), handle.close()])
    },
  ],
  [
    'readFile and writeFile of a handle',
    async (fs, at) => {
      await using handle = await fs.open(at('file.txt'), 'r+')
      const before = await fs.readFile(handle, 'utf8')
      await fs.writeFile(handle, ' more')
      return before
    },
  ],
]
