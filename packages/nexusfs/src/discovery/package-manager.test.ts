import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { packageManagerOf } from './package-manager.ts'

/** A folder with these files; gives the path of its subfolder `project`. */
function projectWith(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'nexusfs-manager-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries({ 'project/notes.md': '', ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return join(root, 'project')
}

test.each<[string, Readonly<Record<string, string>>, string]>([
  ['nothing', {}, 'npm'],
  ['the lock file of npm', { 'project/package-lock.json': '' }, 'npm'],
  ['the lock file of pnpm', { 'project/pnpm-lock.yaml': '' }, 'pnpm'],
  ['the lock file of yarn', { 'project/yarn.lock': '' }, 'yarn'],
  ['the lock file of bun', { 'project/bun.lock': '' }, 'bun'],
  ['the binary lock file of bun', { 'project/bun.lockb': '' }, 'bun'],
  ['a lock file above, as in a workspace', { 'pnpm-lock.yaml': '' }, 'pnpm'],
  ['the nearest lock file', { 'pnpm-lock.yaml': '', 'project/yarn.lock': '' }, 'yarn'],
  [
    'packageManager, before a lock file',
    { 'project/package.json': '{"packageManager":"yarn@4.1.0"}', 'project/pnpm-lock.yaml': '' },
    'yarn',
  ],
  [
    'devEngines',
    { 'project/package.json': '{"devEngines":{"packageManager":{"name":"pnpm"}}}' },
    'pnpm',
  ],
  [
    'a list in devEngines',
    { 'project/package.json': '{"devEngines":{"packageManager":[{"name":"bun"}]}}' },
    'bun',
  ],
  ['packageManager above', { 'package.json': '{"packageManager":"pnpm@12.0.0"}' }, 'pnpm'],
  [
    'a program that nobody knows: the lock file counts',
    { 'project/package.json': '{"packageManager":"rm -rf /"}', 'project/pnpm-lock.yaml': '' },
    'pnpm',
  ],
  [
    'a member of every object',
    { 'project/package.json': '{"packageManager":"toString@1"}' },
    'npm',
  ],
  ['a package.json that is not JSON', { 'project/package.json': '{', 'yarn.lock': '' }, 'yarn'],
  ['a package.json that is a list', { 'project/package.json': '[]' }, 'npm'],
])('%s', (_, files, name) => {
  expect(packageManagerOf(projectWith(files)).name).toBe(name)
})

test('a folder that is not there yet takes what is above it', () => {
  const project = projectWith({ 'pnpm-lock.yaml': '' })
  expect(packageManagerOf(join(project, 'not/there')).name).toBe('pnpm')
})

test.each<[string, readonly string[], readonly string[]]>([
  ['package-lock.json', ['npm', 'install', 'a', 'b'], ['npm', 'uninstall', 'a']],
  ['pnpm-lock.yaml', ['pnpm', 'add', 'a', 'b'], ['pnpm', 'remove', 'a']],
  ['yarn.lock', ['yarn', 'add', 'a', 'b'], ['yarn', 'remove', 'a']],
  ['bun.lock', ['bun', 'add', 'a', 'b'], ['bun', 'remove', 'a']],
])('%s: program and arguments, for a call without a shell', (file, add, remove) => {
  const manager = packageManagerOf(projectWith({ [`project/${file}`]: '' }))
  expect([manager.add(['a', 'b']), manager.remove(['a'])]).toEqual([add, remove])
})

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  [
    'pnpm',
    { 'project/pnpm-lock.yaml': '', 'project/pnpm-workspace.yaml': '' },
    ['pnpm', 'add', '--ignore-workspace-root-check', 'a'],
  ],
  [
    'yarn classic',
    { 'project/yarn.lock': '', 'project/package.json': '{"workspaces":["a"]}' },
    ['yarn', 'add', '--ignore-workspace-root-check', 'a'],
  ],
  [
    'yarn, later versions',
    {
      'project/yarn.lock': '',
      'project/.yarnrc.yml': '',
      'project/package.json': '{"workspaces":["a"]}',
    },
    ['yarn', 'add', 'a'],
  ],
  [
    'npm',
    { 'project/package-lock.json': '', 'project/package.json': '{"workspaces":["a"]}' },
    ['npm', 'install', 'a'],
  ],
])('the root of a workspace of %s may be meant', (_, files, command) => {
  expect(packageManagerOf(projectWith(files)).add(['a'])).toEqual(command)
})

test('pnpm removes from the root of a workspace without a flag, which it would refuse', () => {
  const root = projectWith({ 'project/pnpm-lock.yaml': '', 'project/pnpm-workspace.yaml': '' })
  expect(packageManagerOf(root).remove(['a'])).toEqual(['pnpm', 'remove', 'a'])
})
