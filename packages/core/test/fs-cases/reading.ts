import type { FsCase } from './fs-case.ts'

/** Reading whole files. */
export const reading: readonly FsCase[] = [
  ['readFile gives bytes', (fs, at) => fs.readFile(at('file.txt'))],
  ['readFile with an encoding gives text', (fs, at) => fs.readFile(at('file.txt'), 'utf8')],
  ['readFile with options', (fs, at) => fs.readFile(at('file.txt'), { encoding: 'base64' })],
  ['readFile with null options', (fs, at) => fs.readFile(at('file.txt'), null)],
  ['readFile of an empty file', (fs, at) => fs.readFile(at('empty.txt'), 'utf8')],
  ['readFile of a hidden file', (fs, at) => fs.readFile(at('.hidden'), 'utf8')],
  ['readFile of an odd name', (fs, at) => fs.readFile(at('näme with ünicode 😀.txt'), 'utf8')],
  ['readFile of nothing', (fs, at) => fs.readFile(at('nothing'))],
  ['readFile of a directory', (fs, at) => fs.readFile(at('dir'))],
  ['readFile below a file', (fs, at) => fs.readFile(at('file.txt/x'))],
  ['readFile below a missing directory', (fs, at) => fs.readFile(at('no/x'))],
  ['readFile with a trailing slash', (fs, at) => fs.readFile(at('file.txt/'))],
  ['readFile through dots', (fs, at) => fs.readFile(at('dir/./sub/../inner.txt'), 'utf8')],
  ['readFile with doubled slashes', (fs, at) => fs.readFile(at('dir//inner.txt'), 'utf8')],
  ['readFile of a Buffer path', (fs, at) => fs.readFile(Buffer.from(at('file.txt')), 'utf8')],
  ['readFile of a URL', (fs, at) => fs.readFile(new URL(`file://${at('file.txt')}`), 'utf8')],
  ['readFile of an empty path', (fs) => fs.readFile('')],
  ['readFile of a path with a NUL', (fs, at) => fs.readFile(at('a\0b'))],
  ['readFile of no path', (fs) => fs.readFile(5 as never)],
  [
    'readFile with a raised signal',
    (fs, at) => fs.readFile(at('file.txt'), { encoding: 'utf8', signal: AbortSignal.abort() }),
  ],
  ['readFile of a long name', (fs, at) => fs.readFile(at('x'.repeat(256)))],
  [
    'readFile for update',
    (fs, at) => fs.readFile(at('file.txt'), { encoding: 'utf8', flag: 'r+' }),
  ],
  [
    'readFile that makes the file',
    (fs, at) => fs.readFile(at('new'), { encoding: 'utf8', flag: 'a+' }),
  ],
]
