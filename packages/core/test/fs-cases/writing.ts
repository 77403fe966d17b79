import { Readable } from 'node:stream'
import type { FsCase } from './fs-case.ts'

/** Writing whole files. */
export const writing: readonly FsCase[] = [
  ['writeFile makes a file', (fs, at) => fs.writeFile(at('new'), 'x')],
  ['writeFile replaces a file', (fs, at) => fs.writeFile(at('file.txt'), 'x')],
  ['writeFile of bytes', (fs, at) => fs.writeFile(at('new'), new Uint8Array([1, 2, 3]))],
  ['writeFile of a view', (fs, at) => fs.writeFile(at('new'), new Uint16Array([258]).subarray(0))],
  [
    'writeFile of a DataView',
    (fs, at) => fs.writeFile(at('new'), new DataView(new ArrayBuffer(4), 1, 2)),
  ],
  ['writeFile of a Node stream', (fs, at) => fs.writeFile(at('new'), Readable.from(['a', 'b']))],
  ['writeFile of an iterable', (fs, at) => fs.writeFile(at('new'), ['a', Buffer.from('b')])],
  ['writeFile of an async iterable', (fs, at) => fs.writeFile(at('new'), chunks('a', 'b'))],
  ['writeFile in an encoding', (fs, at) => fs.writeFile(at('new'), 'aGk=', 'base64')],
  ['writeFile in latin1', (fs, at) => fs.writeFile(at('new'), 'ä', { encoding: 'latin1' })],
  ['writeFile of a number', (fs, at) => fs.writeFile(at('new'), 5 as never)],
  ['writeFile of an iterable of numbers', (fs, at) => fs.writeFile(at('empty.txt'), [5] as never)],
  ['writeFile onto a directory', (fs, at) => fs.writeFile(at('dir'), 'x')],
  ['writeFile below a file', (fs, at) => fs.writeFile(at('file.txt/x'), 'x')],
  ['writeFile below a missing directory', (fs, at) => fs.writeFile(at('no/x'), 'x')],
  ['writeFile wx makes a file', (fs, at) => fs.writeFile(at('new'), 'x', { flag: 'wx' })],
  ['writeFile wx onto a file', (fs, at) => fs.writeFile(at('file.txt'), 'x', { flag: 'wx' })],
  ['writeFile wx onto a directory', (fs, at) => fs.writeFile(at('dir'), 'x', { flag: 'wx' })],
  ['writeFile a appends', (fs, at) => fs.writeFile(at('file.txt'), ' x', { flag: 'a' })],
  ['writeFile ax onto a file', (fs, at) => fs.writeFile(at('file.txt'), 'x', { flag: 'ax' })],
  [
    'writeFile r+ writes over the beginning',
    (fs, at) => fs.writeFile(at('file.txt'), 'J', { flag: 'r+' }),
  ],
  ['writeFile r+ of nothing', (fs, at) => fs.writeFile(at('new'), 'J', { flag: 'r+' })],
  ['writeFile with an unknown flag', (fs, at) => fs.writeFile(at('new'), 'J', { flag: 'q' })],
  [
    'writeFile with a raised signal',
    (fs, at) => fs.writeFile(at('new'), 'x', { signal: AbortSignal.abort() }),
  ],
  ['writeFile with a trailing slash', (fs, at) => fs.writeFile(at('file.txt/'), 'x')],
  ['writeFile to a new name with a trailing slash', (fs, at) => fs.writeFile(at('new/'), 'x')],
  ['writeFile to a long name', (fs, at) => fs.writeFile(at('x'.repeat(256)), 'x')],
  ['appendFile appends', (fs, at) => fs.appendFile(at('file.txt'), ' world')],
  ['appendFile makes a file', (fs, at) => fs.appendFile(at('new'), 'x')],
  ['appendFile onto a directory', (fs, at) => fs.appendFile(at('dir'), 'x')],
  ['appendFile below a missing directory', (fs, at) => fs.appendFile(at('no/x'), 'x')],
  ['truncate to nothing', (fs, at) => fs.truncate(at('file.txt'))],
  ['truncate cuts', (fs, at) => fs.truncate(at('file.txt'), 2)],
  ['truncate extends with zeros', (fs, at) => fs.truncate(at('file.txt'), 8)],
  ['truncate of nothing', (fs, at) => fs.truncate(at('nothing'))],
  ['truncate of a directory', (fs, at) => fs.truncate(at('dir'))],
]

async function* chunks(...texts: readonly string[]): AsyncGenerator<string> {
  yield* texts
}
