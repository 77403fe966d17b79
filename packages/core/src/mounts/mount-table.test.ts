import { expect, test } from 'vitest'
import { createMemoryBackend } from '../memory/index.ts'
import { parsePath } from '../path/index.ts'
import { type Mount, MountTable } from './mount-table.ts'

function mount(id: string, at: string, priority = 0, space = 'default'): Mount {
  return {
    id,
    space,
    mountPoint: parsePath(at),
    backend: createMemoryBackend(),
    layout: 'cas',
    priority,
    readonly: false,
  }
}

test('the longest prefix serves a path, by segments', () => {
  const table = new MountTable(mount('root', '/'))
  table.add(mount('a', '/mnt/a'))
  table.add(mount('deep', '/mnt/a/deep'))
  const route = (path: string) => table.route('default', parsePath(path)).id
  expect(route('/mnt/a/file')).toBe('a')
  expect(route('/mnt/a/deep/file')).toBe('deep')
  expect(route('/mnt/a/deeper')).toBe('a')
  expect(route('/mnt/abc')).toBe('root')
})

test('priority comes before length', () => {
  const table = new MountTable(mount('root', '/'))
  const deep = mount('deep', '/mnt/a/deep')
  table.add(deep)
  table.add(mount('high', '/mnt', 5))
  expect(table.route('default', parsePath('/mnt/a/deep/x')).id).toBe('high')
  expect(table.findHiding(deep)?.id).toBe('high')
})

test('a mount serves its own space alone', () => {
  const table = new MountTable(mount('root', '/'))
  table.add(mount('acme', '/mnt', 0, 'acme'))
  expect(table.route('acme', parsePath('/mnt/x')).id).toBe('acme')
  expect(table.route('default', parsePath('/mnt/x')).id).toBe('root')
})

test('the same place and priority are taken once', () => {
  const table = new MountTable(mount('root', '/'))
  table.add(mount('a', '/mnt'))
  expect(() => table.add(mount('b', '/mnt'))).toThrow(
    expect.objectContaining({ code: 'ALREADY_EXISTS' }),
  )
  table.add(mount('c', '/mnt', 1))
  table.remove('c')
  expect(table.list('default').map((one) => one.id)).toEqual(['a', 'root'])
})

test('a mount point keeps the directories above it', () => {
  const table = new MountTable(mount('root', '/'))
  table.add(mount('a', '/mnt/a'))
  expect(table.findBelow('default', parsePath('/mnt'))?.id).toBe('a')
  expect(table.findBelow('default', parsePath('/mnt/a/x'))).toBeUndefined()
})
