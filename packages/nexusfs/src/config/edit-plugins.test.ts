import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as yaml from 'yaml'
import { workspaceOf } from './config.fixture.ts'
import { editPlugins } from './edit-plugins.ts'
import { changePlugins, type PluginListChange } from './plugins-text.ts'
import { resolveConfig } from './resolve-config.ts'

const edit = (text: string, action: PluginListChange['action'], name = 'audit') =>
  changePlugins(yaml, text, { action, name })

describe('enable', () => {
  test.each([
    ['an empty file', '', 'plugins:\n  - audit\n'],
    ['a file of comments', '# mine\n', '# mine\n\nplugins:\n  - audit\n'],
    ['no plugins', 'gc:   manual   # by hand', 'gc:   manual   # by hand\n\nplugins:\n  - audit\n'],
    [
      'nothing below plugins',
      'plugins: # mine\ngc: auto\n',
      'plugins: # mine\n  - audit\ngc: auto\n',
    ],
    ['nothing below plugins at the end', 'plugins:', 'plugins:\n  - audit'],
    ['plugins that are null', 'plugins: ~ # none\n', 'plugins: [audit] # none\n'],
    ['an empty list', 'plugins: []\n', 'plugins: [audit]\n'],
    ['a list in brackets', 'plugins: [ quota ] # q\n', 'plugins: [ quota, audit ] # q\n'],
    ['a list with a last comma', 'plugins: [quota, ]\n', 'plugins: [quota, audit, ]\n'],
    [
      'a list',
      'plugins:\n- quota # q\n# end\n\ngc:  auto\n',
      'plugins:\n- quota # q\n- audit\n# end\n\ngc:  auto\n',
    ],
    [
      'a list without a last line break',
      'plugins:\n    - name:  quota\n      config: {a:   1}',
      'plugins:\n    - name:  quota\n      config: {a:   1}\n    - audit\n',
    ],
    [
      'an entry that is off',
      'plugins:\n  - {name: audit,   enabled:   false } # why\n',
      'plugins:\n  - {name: audit,   enabled:   true } # why\n',
    ],
    ['Windows line breaks', 'plugins:\r\n  - quota\r\n', 'plugins:\r\n  - quota\r\n  - audit\r\n'],
  ])('%s', (_, before, after) => {
    expect(edit(before, 'enable')).toBe(after)
    expect(edit(after, 'enable')).toBe(after)
  })

  test.each([
    'plugins:\n  - audit # on\n',
    'plugins: [{ name: audit, enabled: true }]\n',
    'plugins:\n  - name: audit\n    enabled:\n',
    'plugins:\n  - name: audit\n',
  ])('what is on already stays: %j', (text) => {
    expect(edit(text, 'enable')).toBe(text)
  })

  test('a name that YAML takes for something else is quoted', () => {
    expect(edit('', 'enable', 'null')).toBe('plugins:\n  - "null"\n')
  })
})

describe('disable', () => {
  test.each([
    [
      'a name alone',
      'plugins:\n  - quota\n  - audit   # why\n',
      'plugins:\n  - quota\n  - { name: audit, enabled: false }   # why\n',
    ],
    [
      'a name in brackets',
      'plugins: [quota, "audit"]\n',
      'plugins: [quota, { name: "audit", enabled: false }]\n',
    ],
    [
      'a mapping',
      'plugins:\n  - name: audit # n\n    # c\n    config:\n      file: a.log # f\n',
      'plugins:\n  - name: audit # n\n    enabled: false\n    # c\n    config:\n      file: a.log # f\n',
    ],
    [
      'a mapping in braces',
      'plugins: [{ name: audit, config: { a: 1 } }]\n',
      'plugins: [{ name: audit, enabled: false, config: { a: 1 } }]\n',
    ],
    [
      'a mapping whose name comes last',
      'plugins:\n  - config: { a: 1 }\n    name: audit',
      'plugins:\n  - config: { a: 1 }\n    name: audit\n    enabled: false',
    ],
    [
      'an entry that is on',
      'plugins:\n  - enabled: true # yes\n    name: audit\n',
      'plugins:\n  - enabled: false # yes\n    name: audit\n',
    ],
    [
      'an entry without a value',
      'plugins:\n  - enabled: # yes\n    name: audit\n',
      'plugins:\n  - enabled: false # yes\n    name: audit\n',
    ],
  ])('%s', (_, before, after) => {
    expect(edit(before, 'disable')).toBe(after)
    expect(edit(after, 'disable')).toBe(after)
  })

  test('what is not listed changes nothing', () => {
    for (const text of ['', 'gc: auto # x', 'plugins: [quota]', 'plugins:\n'])
      for (const action of ['disable', 'remove'] as const) expect(edit(text, action)).toBe(text)
  })
})

describe('remove', () => {
  test.each([
    [
      'the only one',
      'plugins: # mine\n  # first\n  - audit # why\ngc: auto # g\n',
      'plugins: [] # mine\n  # first\ngc: auto # g\n',
    ],
    ['the only one in brackets', 'plugins: [ audit ]\n', 'plugins: [  ]\n'],
    ['the first in brackets', 'plugins: [audit, quota]\n', 'plugins: [quota]\n'],
    ['the last in brackets', 'plugins: [quota, audit]\n', 'plugins: [quota]\n'],
    [
      'one with what is said of it',
      'plugins:\n  # q\n  - quota\n\n  # who did what\n  # and when\n  - name: audit\n    config: { a: 1 }\n  # s\n  - size\n',
      'plugins:\n  # q\n  - quota\n\n  # s\n  - size\n',
    ],
    [
      'the last',
      'plugins:\n- quota\n- name: audit\n  config:\n    a: |\n      b\n',
      'plugins:\n- quota\n',
    ],
  ])('%s', (_, before, after) => {
    expect(edit(before, 'remove')).toBe(after)
  })
})

test.each([
  ['no valid YAML', 'plugins: [audit'],
  ['a list', '- audit\n'],
  ['plugins that are text', 'plugins: audit\n'],
  ['plugins that are an alias', 'a: &a [audit]\nplugins: *a\n'],
  ['an entry that is an alias', 'tenant_id: &a audit\nplugins: [*a]\n'],
  ['an end of the document', 'gc: auto\n...\n'],
  ['braces', '{ gc: auto }\n'],
  ['an anchor that others use', 'plugins: [&a audit]\nuser_id: *a\n'],
])('a file with %s is not touched', (_, text) => {
  for (const action of ['enable', 'disable', 'remove'] as const)
    expect([undefined, text]).toContain(edit(text, action))
})

test('a template keeps all its comments, and a file with a plugin reads as what it says', async () => {
  const { templates } = await import('../templates.ts')
  for (const template of Object.values(templates)) {
    const surroundings = workspaceOf({ 'nexus.yaml': template })
    const file = join(surroundings.cwd, 'nexus.yaml')
    for (const name of ['audit', 'quota'])
      expect(await editPlugins(file, { action: 'enable', name })).toEqual({
        file,
        changed: true,
        created: false,
      })
    await editPlugins(file, { action: 'disable', name: 'audit' })
    expect(readFileSync(file, 'utf8').startsWith(template)).toBe(true)
    const { settings } = await resolveConfig(undefined, surroundings)
    expect(settings.plugins).toEqual([{ name: 'audit', enabled: false }, { name: 'quota' }])
    await editPlugins(file, { action: 'remove', name: 'audit' })
    await editPlugins(file, { action: 'remove', name: 'quota' })
    expect(readFileSync(file, 'utf8')).toBe(`${template}\nplugins: []\n`)
  }
})

test('random lists come out as meant, and every comment stays', () => {
  let seed = Number(process.env.NEXUS_TEST_SEED ?? 1)
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((seed / 2 ** 31) * below)
  }
  const pick = <Value>(...values: readonly Value[]): Value => values[random(values.length)] as Value
  for (let round = 0; round < 300; round += 1) {
    const indent = pick('', '  ', '    ')
    const names = ['a', 'b', 'c', 'd'].slice(0, 1 + random(4))
    const entries = names.map((name) => {
      const lead = pick('', `${indent}# above ${name}\n`, '\n')
      const inner = `${indent}  `
      return `${lead}${pick(
        `${indent}- ${name} # beside ${name}`,
        `${indent}- "${name}"`,
        `${indent}- { name: ${name}, config: { x: [1,   2] } }`,
        `${indent}- name: ${name} # beside ${name}\n${inner}config:\n${inner}  text: |\n${inner}    # no comment\n`,
        `${indent}- enabled: ${pick('true', 'false')}\n\n${inner}name: ${name}`,
      )}\n`
    })
    const text = `# first\n${pick('', 'gc:  auto\n')}plugins:${pick('', ' # list')}\n${entries.join('')}${pick('', '# last\n', '\nrun: x\n')}`
    const action = pick('enable', 'disable')
    const name = pick('a', 'b', 'c', 'd', 'e')
    const after = edit(text, action, name)
    expect(after, text).toBeDefined()
    const comments = (whole = ''): readonly string[] => whole.match(/# .*/g) ?? []
    expect(comments(after), text).toEqual(comments(text))
    expect(edit(text, 'remove', name), text).toBeDefined()
  }
})

test('a file that is missing is made, by enable alone and not in a dry run', async () => {
  const { cwd } = workspaceOf()
  const file = join(cwd, 'nexus.yaml')
  const none = { file, changed: false, created: false }
  expect(await editPlugins(file, { action: 'disable', name: 'audit' })).toEqual(none)
  const made = { file, changed: true, created: true }
  expect(await editPlugins(file, { action: 'enable', name: 'audit' }, { dryRun: true })).toEqual(
    made,
  )
  expect(readdirSync(cwd)).toEqual([])
  expect(await editPlugins(file, { action: 'enable', name: 'audit' })).toEqual(made)
  expect(readFileSync(file, 'utf8')).toBe('plugins:\n  - audit\n')
})

test('permissions and symbolic links stay, and nothing else is left in the folder', async () => {
  const { cwd } = workspaceOf({ 'real/config.yaml': 'gc: auto\n' })
  const real = join(cwd, 'real/config.yaml')
  chmodSync(real, 0o640)
  const link = join(cwd, 'nexus.yaml')
  symlinkSync(real, link)
  await editPlugins(link, { action: 'enable', name: 'audit' })
  expect(lstatSync(link).isSymbolicLink()).toBe(true)
  expect(statSync(real).mode & 0o777).toBe(0o640)
  expect(readFileSync(real, 'utf8')).toBe('gc: auto\n\nplugins:\n  - audit\n')
  expect(readdirSync(join(cwd, 'real'))).toEqual(['config.yaml'])
})

test.each(['../audit', 'Audit', '', 'https://example.org/a.tgz', 'a b'])(
  'the name %j is refused',
  async (name) => {
    const { cwd } = workspaceOf()
    await expect(
      editPlugins(join(cwd, 'nexus.yaml'), { action: 'enable', name }),
    ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    expect(readdirSync(cwd)).toEqual([])
  },
)

test('what cannot be edited says what to write instead', async () => {
  const { cwd } = workspaceOf({ 'nexus.yaml': 'plugins: audit\n' })
  const edited = editPlugins(join(cwd, 'nexus.yaml'), { action: 'enable', name: 'audit' })
  await expect(edited).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    hint: expect.stringContaining('{ name: audit, enabled: true }'),
  })
  await expect(editPlugins(cwd, { action: 'enable', name: 'audit' })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('it is not a file'),
  })
})
