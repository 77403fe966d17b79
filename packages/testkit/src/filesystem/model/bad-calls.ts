import type { ErrorCode, Nexus } from '@nexusfs/core'

/** A call that is refused whatever the tree is like, and the codes that say so. */
export type BadCall = readonly [codes: readonly ErrorCode[], call: (nx: Nexus) => Promise<unknown>]

const UNKNOWN = '00000000-0000-7000-8000-000000000000'
const BAD_PATHS = ['', ' ', '/a/../b', '/a/./b', '/a\0', '/a\\b', '/a/ b', `/${'x'.repeat(256)}`]

const onBadPath = (path: string): readonly BadCall[] => [
  [['INVALID_PATH'], (nx) => nx.write(path, 'x')],
  [['INVALID_PATH'], (nx) => nx.read(path)],
  [['INVALID_PATH'], (nx) => nx.rename('/a/f', path)],
  [['INVALID_PATH'], (nx) => nx.restore(path, { at: UNKNOWN })],
  [
    ['INVALID_PATH'],
    (nx) =>
      nx.writeBatch([
        { path: '/a/new', content: 'x' },
        { path, content: '' },
      ]),
  ],
]

/** Calls that nothing can make right. */
export const BAD_CALLS: readonly BadCall[] = [
  ...BAD_PATHS.flatMap(onBadPath),
  [['READ_ONLY', 'ACCESS_DENIED'], (nx) => nx.write('/archives/acme/x', 'x')],
  [['READ_ONLY', 'ACCESS_DENIED'], (nx) => nx.write('/system/x', 'x')],
  [['READ_ONLY', 'ACCESS_DENIED'], (nx) => nx.rename('/a', '/archives/acme/a')],
  [['IS_A_DIRECTORY'], (nx) => nx.write('/', 'x')],
  [['IS_A_DIRECTORY'], (nx) => nx.read('/')],
  [['IS_A_DIRECTORY'], (nx) => nx.rename('/', '/x')],
  [['IS_A_DIRECTORY'], (nx) => nx.rmdir('/', { recursive: true })],
  [['IS_A_DIRECTORY'], (nx) => nx.delete('/')],
  [['ALREADY_EXISTS'], (nx) => nx.mkdir('/')],
  [['NOT_FOUND'], (nx) => nx.undo(UNKNOWN)],
  [['NOT_FOUND'], (nx) => nx.undo({ run: 'none' })],
  [['NOT_FOUND'], (nx) => nx.restore('/a', { at: UNKNOWN })],
  [['NOT_FOUND'], (nx) => nx.restore('/a', { at: 'no-such-snapshot' })],
  [['NOT_FOUND'], (nx) => nx.tree('/', { at: UNKNOWN }).toArray()],
  [['INVALID_ARGUMENT'], (nx) => nx.restore('/a', { at: 'not a name' })],
  [['INVALID_ARGUMENT'], (nx) => nx.undo({ last: 0 })],
  [['INVALID_ARGUMENT'], (nx) => nx.undo('x')],
  [['INVALID_ARGUMENT'], (nx) => nx.write('/a/f', 'x', { ifMatch: '' })],
  [['INVALID_ARGUMENT'], (nx) => nx.write('/a/f', 'x', { tags: { '': 'x' } })],
  [['INVALID_ARGUMENT'], (nx) => nx.write('/a/f', 'x', { contentType: '\n' })],
  [['INVALID_ARGUMENT'], (nx) => nx.write('/a/f', 'x', { modifiedAt: 0.5 })],
  [['INVALID_ARGUMENT'], (nx) => nx.metadata.set('/a', { k: Number.NaN })],
  [['INVALID_ARGUMENT', 'NOT_FOUND'], (nx) => nx.tags.set('/a', 'x'.repeat(256), 'x')],
  [['TOO_LARGE'], (nx) => nx.write('/a/f', 'x', { metadata: { k: 'x'.repeat(70_000) } })],
  [['INVALID_ARGUMENT'], (nx) => nx.versions.rollback('/a/f', 0)],
  [['ABORTED'], (nx) => nx.write('/a/f', 'x', { signal: AbortSignal.abort() })],
  [['ABORTED'], (nx) => nx.undo({ last: 1 }, { signal: AbortSignal.abort() })],
]
