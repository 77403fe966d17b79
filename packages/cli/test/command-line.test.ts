import { expect, test } from 'vitest'
import { listCommands } from '../src/registry.ts'
import { workplace } from './run.fixture.ts'

test('without a command, with help and with --help the overview goes to standard output', async () => {
  const { nexus } = await workplace()
  for (const args of [[], ['help'], ['--help'], ['-h']]) {
    const run = await nexus(args)
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toContain('Usage: nexus COMMAND')
    expect(run.stdout).not.toContain('__complete')
  }
})

test.each(listCommands().map(({ name }) => name))(
  'nexus %s --help shows how it is used',
  async (name) => {
    const { nexus } = await workplace()
    const run = await nexus([...name.split(' '), '--help'])
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toMatch(new RegExp(`^Usage: nexus ${name} \\[options\\]`))
    expect(run.stdout).toContain('Global options:')
    if (name !== '__complete')
      expect((await nexus(['help', ...name.split(' ')])).stdout).toBe(run.stdout)
  },
)

test('a noun without a verb lists its verbs', async () => {
  const { nexus } = await workplace()
  const run = await nexus(['meta'])
  expect(run.code).toBe(0)
  expect(run.stdout).toContain('meta get')
  expect(run.stdout).not.toContain('tag find')
  expect(await nexus(['meta', 'frob'])).toMatchObject({ code: 2 })
})

test.each([
  [['lss'], 'Did you mean "nexus ls"?'],
  [['frobnicate'], '"nexus help" lists the commands.'],
  [['ls', '--frob'], 'Unknown option "--frob"'],
  [['ls', '--lon'], 'Did you mean --long?'],
  [['stat'], 'Missing required argument "PATH"'],
  [['stat', '/a', '/b'], 'Too many arguments'],
  [['ls', '--limit', 'many'], '"many" is no whole number for --limit.'],
  [['log', '--since', 'yesterday'], '"yesterday" is no time for --since.'],
  [['ls', '--timeout', 'soon'], '"soon" is no time for --timeout.'],
  [['ls', '--if-match', 'x'], 'does not take --if-match'],
])('nexus %j is a usage error with a hint', async (args, text) => {
  const { nexus } = await workplace()
  const run = await nexus(args)
  expect(run).toMatchObject({ code: 2, stdout: '' })
  expect(run.stderr).toMatch(/^nexus: INVALID_ARGUMENT: /)
  expect(run.stderr).toContain(text)
})

test('global options may stand anywhere', async () => {
  const { nexus } = await workplace()
  await nexus(['--quiet', 'write', '/a.txt', 'x'])
  for (const args of [
    ['--json', 'stat', '/a.txt'],
    ['stat', '--json', '/a.txt'],
    ['stat', '/a.txt', '--json'],
  ])
    expect((await nexus(args)).json()).toMatchObject({ path: '/a.txt' })
  expect((await nexus(['stat', '/a.txt'], { env: { NEXUS_JSON: '1' } })).json()).toMatchObject({
    size: 1,
  })
  expect((await nexus(['stat', '/a.txt'], { env: { NEXUS_JSON: '0' } })).stdout).toContain('path:')
})

test('words after -- are never options', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '--', '/a.txt', '--json'])
  expect((await nexus(['cat', '/a.txt'])).stdout).toBe('--json')
})

test('errors have code, message and hint, as JSON an object on standard error', async () => {
  const { nexus } = await workplace()
  const run = await nexus(['cat', '/none.txt'])
  expect(run).toMatchObject({ code: 3, stdout: '' })
  expect(run.stderr).toMatch(/^nexus: NOT_FOUND: .*\/none\.txt/)
  const json = await nexus(['cat', '/none.txt', '--json'])
  expect(json).toMatchObject({ code: 3, stdout: '' })
  expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: 'NOT_FOUND', path: '/none.txt' } })
  const usage = await nexus(['lss', '--json'])
  expect(JSON.parse(usage.stderr)).toMatchObject({ error: { code: 'INVALID_ARGUMENT' } })
})

test('tenant and agent come from flags and environment, and bind', async () => {
  const { nexus } = await workplace()
  const acme = ['--tenant', 'acme', '--agent', 'writer']
  expect((await nexus(['write', '/workspace/acme/writer/a.txt', 'x', ...acme])).code).toBe(0)
  expect(
    (await nexus(['ls', '/workspace/acme/writer'], { env: { NEXUS_TENANT: 'globex' } })).code,
  ).toBe(4)
  expect((await nexus(['write', '/workspace/acme/other/a.txt', 'x', ...acme])).code).toBe(4)
})

test('the run is written to the log', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '/a.txt', 'x', '--run', 'r1'])
  await nexus(['write', '/b.txt', 'x'])
  const rows = (await nexus(['log', '--run', 'r1', '--json'])).json<readonly object[]>()
  expect(rows).toMatchObject([{ type: 'write', path: '/a.txt', run: 'r1' }])
})

test('an interruption ends with 130', async () => {
  const { nexus } = await workplace()
  await nexus(['write', '/a.txt', 'x'])
  const run = await nexus(['cat', '/a.txt'], { signal: AbortSignal.abort() })
  expect(run).toMatchObject({ code: 130, stdout: '' })
  expect(run.stderr).toContain('ABORTED')
})

test('names with control characters are escaped on a terminal and exact elsewhere', async () => {
  const { nexus } = await workplace()
  await nexus(['meta', 'set', '/d/x', 'k', 'v'])
  await nexus(['write', '/d/rtl\u202egnp.exe', 'x'])
  expect((await nexus(['ls', '/d'], { terminal: true })).stdout).toContain('rtl\\u202egnp.exe')
  expect((await nexus(['ls', '/d'])).stdout).toBe('rtl\u202egnp.exe\n')
  await nexus(['write', '/d/evil.txt', 'a\u001b[31mred'])
  const found = await nexus(['grep', 'red', '/d'], { terminal: true, env: { NO_COLOR: '1' } })
  expect(found.stdout).toBe('/d/evil.txt:1:a\\x1b[31mred\n')
  expect((await nexus(['cat', '/\u001b[2J'], { terminal: true })).stderr).not.toContain('\u001b[2J')
})

test('colours are for terminals, and NO_COLOR and --no-color end them', async () => {
  const { nexus } = await workplace()
  await nexus(['mkdir', '/d'])
  const colored = (await nexus(['ls', '/'], { terminal: true })).stdout
  expect(colored).toContain('\u001b[')
  const plain = (await nexus(['ls', '/'])).stdout
  expect(plain).not.toContain('\u001b[')
  expect((await nexus(['ls', '/'], { terminal: true, env: { NO_COLOR: '1' } })).stdout).toBe(plain)
  expect((await nexus(['ls', '/', '--no-color'], { terminal: true })).stdout).toBe(plain)
})
