import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addPlugin, type Project, project, provides } from './project.fixture.ts'

const COMMANDS = `
  report: {
    summary: 'Show what was written',
    arguments: [{ name: 'PATH', description: 'where' }, { name: '[WORD...]', description: 'words' }],
    options: [
      { flags: '--limit <number>', description: 'at most', type: 'number' },
      { flags: '-t, --tag <name>', description: 'tags', type: 'repeated' },
      { flags: '--since <time>', description: 'since', type: 'time' },
      { flags: '--short', description: 'short' },
    ],
    details: 'More words.',
    async run({ config, print, open, signal }, input) {
      const nexus = await open()
      const rows = await nexus.list(input.argument(0)).toArray()
      print({
        names: rows.map(({ name }) => name), config, aborted: signal.aborted,
        rest: input.arguments.slice(1), limit: input.number('limit') ?? null,
        tags: input.list('tag'), since: input.number('since') ?? null, short: input.flag('short'),
      }, rows.map(({ path }) => path).join('\\n'))
    },
  },
  clear: {
    summary: 'Ask first',
    async run({ confirm, print }) {
      if (!(await confirm('Really?'))) return 1
      print('cleared', 'cleared')
    },
  },
  code: { summary: 'End with a code', run: (_, input) => Number(input.text('code')),
    options: [{ flags: '--code <n>', description: 'code' }] },
  twice: { summary: 'Print twice', run({ print }) { print(1, 'one'); print(2, 'two \\u001b[31mred') } },
  fail: { summary: 'Fail', run() {
    throw Object.assign(new Error('There is no such report.'), { code: 'NOT_FOUND', hint: 'Make one.' }) } },
`

async function withAudit(): Promise<Project> {
  const place = await project()
  await addPlugin(place, { name: 'audit', hooks: 'afterWrite() {}', commands: COMMANDS })
  await place.host('nexus.yaml', 'plugins:\n  - name: audit\n    config: { file_name: a.log }\n')
  return place
}

test('an enabled plugin brings its commands, with arguments, options, tree and configuration', async () => {
  const { nexus } = await withAudit()
  await nexus(['write', '/d/a.txt', 'x'])
  const json = await nexus([
    ...['audit', 'report', '/d', 'more', 'words', '--limit', '3', '-t', 'a', '--tag', 'b'],
    ...['--since', '2026-01-01T00:00:00Z', '--json'],
  ])
  expect(json).toMatchObject({ code: 0, stderr: '' })
  expect(json.json()).toEqual({
    names: ['a.txt'],
    config: { fileName: 'a.log' },
    aborted: false,
    rest: ['more', 'words'],
    limit: 3,
    tags: ['a', 'b'],
    since: Date.parse('2026-01-01T00:00:00Z'),
    short: false,
  })
  expect((await nexus(['audit', '--quiet', 'report', '/d'])).stdout).toBe('/d/a.txt\n')
})

test('help lists and explains them, with the plugin in the overview', async () => {
  const { nexus, folder } = await withAudit()
  const overview = await nexus(['help'])
  expect(overview.stdout).toMatch(/^ {2}audit +The audit/m)
  expect(existsSync(join(folder, 'imported.txt'))).toBe(false)
  for (const args of [['audit'], ['audit', '--help'], ['help', 'audit']]) {
    const { code, stdout } = await nexus(args)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^The audit:$/m)
    expect(stdout).toMatch(/^ {2}audit report +Show what was written$/m)
    expect(stdout).not.toContain('Print files')
  }
  const report = await nexus(['audit', 'report', '--help'])
  expect(report.stdout).toMatch(/^Usage: nexus audit report \[options\] <PATH> \[WORD\.\.\.\]/)
  expect(report.stdout).toContain('More words.')
  expect(report.stdout).toContain('Global options:')
  expect((await nexus(['help', 'audit', 'report'])).stdout).toBe(report.stdout)
})

test('wrong use is a usage error with a hint', async () => {
  const { nexus } = await withAudit()
  for (const [args, text] of [
    [['audit', 'frob'], 'Use "nexus audit report"'],
    [['audit', 'report'], 'Missing required argument "PATH"'],
    [['audit', 'report', '/', '--frob'], 'Unknown option "--frob"'],
    [['audit', 'report', '/', '--limit', 'x'], '"x" is no whole number'],
    [['audt', 'report'], 'Did you mean "nexus audit"?'],
    [['frobnicate'], '"nexus help" lists the commands.'],
  ] as const) {
    const run = await nexus(args)
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain(text)
  }
})

test('exit codes, errors, questions and output are those of every command', async () => {
  const { nexus } = await withAudit()
  expect((await nexus(['audit', 'code', '--code', '10'])).code).toBe(10)
  const odd = await nexus(['audit', 'code', '--code', '999'])
  expect(odd.code).toBe(2)
  expect(odd.stderr).toContain('PLUGIN_CONTRACT')
  const failed = await nexus(['audit', 'fail', '--json'])
  expect(failed).toMatchObject({ code: 3, stdout: '' })
  expect(JSON.parse(failed.stderr)).toMatchObject({
    error: { code: 'NOT_FOUND', hint: 'Make one.' },
  })
  expect((await nexus(['audit', 'clear'], { terminal: 'n\n' })).code).toBe(1)
  expect((await nexus(['audit', 'clear'], { terminal: 'y\n' })).stdout).toBe('cleared\n')
  expect((await nexus(['audit', 'clear', '--yes'], { terminal: true })).code).toBe(0)
  expect((await nexus(['audit', 'clear'])).stdout).toBe('cleared\n')
  expect((await nexus(['audit', 'twice', '--json'])).json()).toEqual([1, 2])
  expect((await nexus(['audit', 'code', '--code', '0', '--json'])).json()).toBeNull()
  expect((await nexus(['audit', 'twice', '--jsonl'])).stdout).toBe('1\n2\n')
  expect((await nexus(['audit', 'twice'], { terminal: true })).stdout).toBe(
    'one\ntwo \\x1b[31mred\n',
  )
})

test('--dry-run is refused by a command that does not know it, and given to one that does', async () => {
  const place = await project()
  const { nexus, host, folder } = place
  const run = `run({ print }, input) { print(input.flag('dry-run')); writeFileSync('${folder}/done', '') }`
  const commands = `blind: { summary: 'Blind', ${run} },
    seeing: { summary: 'Seeing', options: [{ flags: '--dry-run', description: 'only tell' }], run({ print }, input) { print(input.flag('dry-run')) } }`
  await addPlugin(place, { name: 'audit', commands })
  await host('nexus.yaml', 'plugins: [audit]\n')
  const blind = await nexus(['audit', 'blind', '--dry-run'])
  expect(blind).toMatchObject({ code: 2, stdout: '' })
  expect(blind.stderr).toContain('does not take --dry-run')
  expect((await nexus(['audit', 'blind'], { env: { NEXUS_DRY_RUN: '1' } })).code).toBe(2)
  expect(existsSync(join(folder, 'done'))).toBe(false)
  expect((await nexus(['audit', 'seeing', '--dry-run', '--json'])).json()).toBe(true)
})

test('a plugin that is not enabled has no commands and is not imported', async () => {
  const { nexus, host, folder } = await withAudit()
  await host('nexus.yaml', 'plugins:\n  - { name: audit, enabled: false }\n')
  const run = await nexus(['audit', 'report', '/'])
  expect(run.code).toBe(2)
  expect(run.stderr).toContain('nexus plugins enable audit')
  expect((await nexus(['help'])).stdout).not.toContain('audit')
  expect((await nexus(['__complete', '--', 'aud'])).stdout).toBe('')
  expect((await nexus(['__complete', '--', 'audit', ''])).stdout).toBe('')
  expect(existsSync(join(folder, 'imported.txt'))).toBe(false)
})

test('commands of plugins are completed', async () => {
  const { nexus, folder } = await withAudit()
  const complete = async (...words: readonly string[]) =>
    (await nexus(['__complete', '--', ...words])).stdout
      .split('\n')
      .map((line) => line.split('\t')[0])
  expect(await complete('aud')).toEqual(['audit', ''])
  expect(existsSync(join(folder, 'imported.txt'))).toBe(false)
  expect(await complete('audit', 'c')).toEqual(['clear', 'code', ''])
  expect(await complete('audit', 'report', '--l')).toEqual(['--limit', ''])
  expect(await complete('audit', 'report', '/', '--ten')).toEqual(['--tenant', ''])
  expect(await complete('plugins', 'disable', 'aud')).toEqual(['audit', ''])
  expect(await complete('plugins', 'info', 'nexusfs-p')).toEqual(['nexusfs-plugin-audit', ''])
  await nexus(['write', '/notes.md', 'x'])
  expect(await complete('audit', 'report', '/no')).toEqual(['/notes.md', ''])
})

test('a configuration that cannot be read is said beside what is unknown', async () => {
  const { nexus, host } = await withAudit()
  await host('nexus.yaml', 'frobnicate: 1\nplugins: [audit]\n')
  const run = await nexus(['audit', 'report', '/'])
  expect(run.code).toBe(2)
  expect(run.stderr).toContain('nexus config validate')
  expect((await nexus(['help'])).code).toBe(0)
})

test('a package of a command is run by its type, and only then imported', async () => {
  const { nexus, add, host, folder } = await project()
  const code = `import { writeFileSync } from 'node:fs'
writeFileSync(new URL('../../imported.txt', import.meta.url), 'hello')
export default {
  kind: 'command', apiVersion: 1, type: 'hello', title: 'Hello', summary: 'Say hello',
  arguments: [{ name: '[NAME]', description: 'to whom' }],
  run: ({ print, config }, input) => print({ hello: input.arguments[0] ?? config.whom ?? 'world' }, 'Hello!'),
}`
  await add(
    'nexusfs-command-hello',
    { 'index.js': code },
    provides({ kind: 'command', type: 'hello', title: 'Hello' }),
  )
  expect((await nexus(['help'])).stdout).toMatch(/^ {2}hello +Hello$/m)
  expect((await nexus(['plugins', 'list', '--json'])).code).toBe(0)
  expect(existsSync(join(folder, 'imported.txt'))).toBe(false)
  expect((await nexus(['hello', 'ann', '--json'])).json()).toEqual({ hello: 'ann' })
  expect((await nexus(['hello'])).stdout).toBe('Hello!\n')
  expect((await nexus(['hello', '--help'])).stdout).toMatch(
    /^Usage: nexus hello \[options\] \[NAME\]/,
  )
  expect(await readFile(join(folder, 'imported.txt'), 'utf8')).toBe('hello')
  expect(existsSync(join(folder, 'nexus-data'))).toBe(false)
  await host('nexus.yaml', 'plugins:\n  - name: hello\n    config: { whom: bob }\n')
  expect((await nexus(['hello', '--json'])).json()).toEqual({ hello: 'bob' })
  expect((await nexus(['ls', '/'])).code).toBe(0)
  expect((await nexus(['plugins', 'doctor'])).code).toBe(0)
})

test('built-in commands win, and list and doctor say so', async () => {
  const place = await project()
  const { nexus, host } = place
  await addPlugin(place, { name: 'version', commands: `x: { summary: 'X', run() {} }` })
  await host('nexus.yaml', 'plugins: [version]\n')
  expect((await nexus(['version'])).stdout).toMatch(/^nexus \d/)
  expect((await nexus(['plugins', 'list'])).stdout).toContain('"nexus version" is built in')
  const doctor = await nexus(['plugins', 'doctor'])
  expect(doctor.code).toBe(1)
  expect(doctor.stdout).toMatch(/^wrong {2}plugin version: PLUGIN_AMBIGUOUS: /m)
  expect((await nexus(['write', '/a', 'x'])).code).toBe(0)
})

test.each([
  ['no summary', `x: { run() {} }`],
  ['no run', `x: { summary: 'X' }`],
  ['a bad name', `'X y': { summary: 'X', run() {} }`],
  ['bad flags', `x: { summary: 'X', run() {}, options: [{ flags: 'limit', description: 'd' }] }`],
  [
    'an option of every command',
    `x: { summary: 'X', run() {}, options: [{ flags: '--json', description: 'd' }] }`,
  ],
  [
    'an option twice',
    `x: { summary: 'X', run() {}, options: [{ flags: '--a', description: 'd' }, { flags: '--a', description: 'd' }] }`,
  ],
  [
    'an argument after all',
    `x: { summary: 'X', run() {}, arguments: [{ name: 'A...', description: 'd' }, { name: 'B', description: 'd' }] }`,
  ],
  [
    'a needed argument after an optional one',
    `x: { summary: 'X', run() {}, arguments: [{ name: '[A]', description: 'd' }, { name: 'B', description: 'd' }] }`,
  ],
])('a command with %s is PLUGIN_CONTRACT, and doctor finds it', async (_, commands) => {
  const place = await project()
  const { nexus, host } = place
  await addPlugin(place, { name: 'odd', commands })
  await host('nexus.yaml', 'plugins: [odd]\n')
  const run = await nexus(['odd', 'x'])
  expect(run).toMatchObject({ code: 2, stdout: '' })
  expect(run.stderr).toContain('PLUGIN_CONTRACT')
  expect((await nexus(['plugins', 'doctor'])).stdout).toMatch(
    /^wrong {2}plugin odd: PLUGIN_CONTRACT/m,
  )
  expect((await nexus(['write', '/a', 'x'])).code).toBe(0)
})
