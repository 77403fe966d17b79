import { expect, test } from 'vitest'
import type { PluginDefinition } from '../plugins/index.ts'
import { createHookRunner } from './hook-runner.ts'

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
