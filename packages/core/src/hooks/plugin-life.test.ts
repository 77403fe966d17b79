import { expect, test, vi } from 'vitest'
import type { NexusError } from '../errors/index.ts'
import type { PluginDefinition } from '../plugins/index.ts'
import type { ConfiguredPlugin } from '../spec/index.ts'
import { createHookRunner } from './hook-runner.ts'
import { manualClock } from './manual-clock.fixture.ts'

function plugin(name: string, calls: string[], fail = false): PluginDefinition {
  return {
    kind: 'plugin',
    apiVersion: 1,
    name,
    version: '1.0.0',
    description: name,
    initialize({ config }) {
      calls.push(`${name} initialize ${JSON.stringify(config)}`)
      if (fail) throw new Error('no key')
    },
    shutdown() {
      calls.push(`${name} shutdown`)
    },
  }
}

test('initialize and shutdown run exactly once, shutdown in reverse order', async () => {
  const calls: string[] = []
  const plugins = [plugin('a', calls), { plugin: plugin('b', calls), config: { x: 1 } }]
  const runner = createHookRunner({ plugins })
  await Promise.all([runner.start(), runner.start()])
  await Promise.all([runner.stop(), runner.stop()])
  await runner.stop()
  expect(calls).toEqual(['a initialize {}', 'b initialize {"x":1}', 'b shutdown', 'a shutdown'])
})

test('shutdown does not run where initialize did not', async () => {
  const calls: string[] = []
  await createHookRunner({ plugins: [plugin('a', calls)] }).stop()
  expect(calls).toEqual([])
})

test('a failing initialize is PLUGIN_LOAD_FAILED and shuts down what was started', async () => {
  const calls: string[] = []
  const runner = createHookRunner({ plugins: [plugin('a', calls), plugin('b', calls, true)] })
  await expect(runner.start()).rejects.toMatchObject({
    code: 'PLUGIN_LOAD_FAILED',
    message: 'Plugin "b" could not be initialized: no key',
  })
  await runner.stop()
  expect(calls.slice(2)).toEqual(['a shutdown'])
})

test('a failing shutdown is reported and does not stop the others', async () => {
  const calls: string[] = []
  const broken: PluginDefinition = {
    ...plugin('broken', calls),
    shutdown: () => Promise.reject(new Error('stuck')),
  }
  const reported: unknown[] = []
  const runner = createHookRunner({
    plugins: [plugin('a', calls), broken],
    onHookError: (error, hook, name) => reported.push([(error as Error).message, hook, name]),
  })
  await runner.start()
  await runner.stop()
  expect(reported).toEqual([['stuck', 'shutdown', 'broken']])
  expect(calls.at(-1)).toBe('a shutdown')
})

test('every problem of every configuration is reported at once, before any initialize', async () => {
  const calls: string[] = []
  const schema = (problem: string): PluginDefinition['configSchema'] => ({
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: () => ({ issues: [{ message: problem, path: ['key', { key: 0 }] }] }),
    },
  })
  const plugins = ['a', 'b'].map((name) => ({
    ...plugin(name, calls),
    configSchema: schema('bad'),
  }))
  await expect(createHookRunner({ plugins }).start()).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: 'The configuration of plugins has 2 problem(s): a.key.0: bad; b.key.0: bad',
  })
  expect(calls).toEqual([])
})

test('initialize gets the value that the schema made', async () => {
  const calls: string[] = []
  const configSchema: PluginDefinition['configSchema'] = {
    '~standard': { version: 1, vendor: 'test', validate: () => ({ value: { key: 'default' } }) },
  }
  await createHookRunner({ plugins: [{ ...plugin('a', calls), configSchema }] }).start()
  expect(calls).toEqual(['a initialize {"key":"default"}'])
})

test.each([
  ['PLUGIN_API_VERSION', { apiVersion: 2 }],
  ['PLUGIN_CONTRACT', { name: '' }],
  ['PLUGIN_CONTRACT', { name: '../evil' }],
  ['PLUGIN_CONTRACT', { name: 'https://example.com/plugin' }],
  ['PLUGIN_CONTRACT', { name: 'hooks' }],
  ['PLUGIN_CONTRACT', { kind: 'backend' }],
  ['PLUGIN_CONTRACT', { initialize: true }],
  ['PLUGIN_CONTRACT', { commands: 'none' }],
  ['PLUGIN_CONTRACT', { hooks: { beforeWrite: { run() {}, deadlineMs: 2 ** 31 } } }],
  ['PLUGIN_CONTRACT', { hooks: { beforeLunch() {} } }],
  ['PLUGIN_CONTRACT', { hooks: { beforeWrite: { deadlineMs: 5 } } }],
  ['PLUGIN_CONTRACT', { hooks: { beforeWrite: { run() {}, deadlineMs: 0 } } }],
])('%s: a definition that cannot be used is refused', (code, change) => {
  const definition = { ...plugin('p', []), ...change } as unknown as PluginDefinition
  expect(() => createHookRunner({ plugins: [definition] })).toThrow(
    expect.objectContaining({ code }),
  )
})

test('two plugins of one name are PLUGIN_AMBIGUOUS', () => {
  const plugins = [plugin('p', []), plugin('p', [])]
  expect(() => createHookRunner({ plugins })).toThrow(
    expect.objectContaining({ code: 'PLUGIN_AMBIGUOUS' }),
  )
})

test('an initialize that hangs is PLUGIN_LOAD_FAILED after ten seconds, and shuts down what was started', async () => {
  const calls: string[] = []
  const clock = manualClock()
  const hanging = { ...plugin('hanging', calls), initialize: () => new Promise<void>(() => {}) }
  const plugins = [plugin('a', calls), hanging, plugin('never', calls)]
  const runner = createHookRunner({ plugins, clock })
  const starting = runner.start()
  await vi.waitFor(() => expect(calls).toHaveLength(1))
  clock.advance(9_999)
  clock.advance(1)
  await expect(starting).rejects.toMatchObject({
    code: 'PLUGIN_LOAD_FAILED',
    message:
      'Plugin "hanging" could not be initialized: initialize of plugin "hanging" did not end within 10000 ms.',
    cause: { code: 'TIMEOUT' },
  })
  await runner.stop()
  expect(calls).toEqual(['a initialize {}', 'a shutdown'])
})

test('a shutdown that hangs is reported after ten seconds, and the others are shut down', async () => {
  const calls: string[] = []
  const reported: unknown[] = []
  const clock = manualClock()
  const hanging = { ...plugin('hanging', calls), shutdown: () => new Promise<void>(() => {}) }
  const runner = createHookRunner({
    plugins: [plugin('a', calls), hanging],
    onHookError: (error, hook, name) => reported.push([(error as NexusError).code, hook, name]),
    clock,
  })
  await runner.start()
  const stopping = runner.stop()
  await vi.waitFor(() => expect(clock.timers).toBe(1))
  clock.advance(10_000)
  await stopping
  expect(reported).toEqual([['TIMEOUT', 'shutdown', 'hanging']])
  expect(calls.at(-1)).toBe('a shutdown')
})

test('a schema that throws or answers nothing is PLUGIN_CONTRACT', async () => {
  const answers = [
    () => {
      throw new Error('broken')
    },
    () => undefined,
  ]
  for (const validate of answers) {
    const configSchema = { '~standard': { version: 1, vendor: 'test', validate } } as never
    const runner = createHookRunner({ plugins: [{ ...plugin('a', []), configSchema }] })
    await expect(runner.start()).rejects.toMatchObject({ code: 'PLUGIN_CONTRACT' })
  }
})

test.each([
  ['a priority that is none', { priority: Number.NaN }],
  ['a hook that it does not have', { hooks: { afterRead: { priority: 1 } } }],
  ['a hook that does not exist', { hooks: { beforeLunch: {} } }],
  ['a deadline of nothing', { hooks: { beforeRead: { deadlineMs: 0 } } }],
  ['a deadline longer than timers go', { hooks: { beforeRead: { deadlineMs: 2 ** 31 } } }],
])('settings with %s are CONFIG_INVALID', (_, settings) => {
  const definition = { ...plugin('p', []), hooks: { beforeRead() {} } }
  const entry = { plugin: definition, ...settings } as ConfiguredPlugin
  expect(() => createHookRunner({ plugins: [entry] })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining('"p"') }),
  )
})
