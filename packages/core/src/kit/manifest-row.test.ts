import { expect, test } from 'vitest'
import { readManifestRow } from './manifest-row.ts'

const ROW = {
  kind: 'plugin',
  type: 'marker',
  title: 'Marks',
  apiVersion: 1,
  entry: './dist/index.js',
  options: './dist/options.json',
  hooks: ['beforeWrite'],
}
const faultsOf = (over: Readonly<Record<string, unknown>>) =>
  readManifestRow({ ...ROW, ...over }).faults

test('a sound row is given as it is, without members that are not known', () => {
  expect(readManifestRow({ ...ROW, extra: 1 })).toEqual({ members: ROW, faults: [] })
})

test('hooks that are not named are none for a plugin, and absent for other kinds', () => {
  expect(readManifestRow({ ...ROW, hooks: undefined }).members.hooks).toEqual([])
  const { members } = readManifestRow({ ...ROW, kind: 'store', hooks: undefined })
  expect(members).not.toHaveProperty('hooks')
})

test.each([undefined, null, 'plugin', 1, [ROW]])('%j is no row', (value) => {
  const { members, faults } = readManifestRow(value)
  expect(members).toEqual({})
  expect(faults).toEqual([
    { member: undefined, reason: expect.stringMatching(/^must be a mapping, found /) },
  ])
})

test.each<[keyof typeof ROW, unknown, string]>([
  ['kind', 'plugins', 'must be backend, store, plugin or command, found "plugins" (did you mean'],
  ['type', 'Marker', 'must be a lower-case letter, then a-z 0-9 -, found "Marker"'],
  ['type', 'a\n', 'must be a lower-case letter, then a-z 0-9 -, found "a\\n"'],
  ['title', ' ', 'must be one line of up to 100 characters, found " "'],
  ['title', '\u001b[2J', 'must be one line of up to 100 characters, found "\\u001b[2J"'],
  ['apiVersion', 1.5, 'must be a whole number from 1, found 1.5'],
  ['entry', 'dist/index.js', 'must be a path that starts with ./, found "dist/index.js"'],
  ['options', './a\0b', 'must be a path that starts with ./, found "./a\\u0000b"'],
  ['hooks', 'all', 'must be a list of hooks, found "all"'],
  ['hooks', ['beforeWrit'], 'names "beforeWrit", which is no hook (did you mean "beforeWrite"?)'],
  ['hooks', [undefined], 'names nothing, which is no hook'],
  ['hooks', [{ toString: null }], 'names a mapping, which is no hook'],
])('%s %j is a fault, and the other members are given', (member, value, reason) => {
  const { members, faults } = readManifestRow({ ...ROW, [member]: value })
  expect(faults).toEqual([{ member, reason: expect.stringContaining(reason) }])
  const { [member]: _, ...others } = ROW
  expect(members).toEqual(others)
})

test('hooks are for plugins, and for what may have been meant to be one', () => {
  expect(faultsOf({ kind: 'backend' })).toEqual([
    { member: 'hooks', reason: 'is for plugins alone' },
  ])
  expect(faultsOf({ kind: 'plugins' }).map(({ member }) => member)).toEqual(['kind'])
})

test('an empty mapping lacks every member that is needed, in their order', () => {
  const { faults } = readManifestRow({})
  const members = faults.map(({ member }) => member)
  expect(members).toEqual(['kind', 'type', 'title', 'apiVersion', 'entry'])
})
