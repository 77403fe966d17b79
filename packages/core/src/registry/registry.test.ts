import { describe, expect, test } from 'vitest'
import { createMemoryBackend } from '../memory/index.ts'
import { defineCommand, definePlugin } from '../plugins/index.ts'
import { defineBackend, type OptionSchema } from '../spec/index.ts'
import { createRegistry, type Definition } from './index.ts'

const anything: OptionSchema<unknown> = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) },
}
const backend = (type = 'things'): Definition =>
  defineBackend({ type, title: 'Things', options: anything, create: () => createMemoryBackend() })

describe('registry', () => {
  test('finds a definition by kind and type, and nothing else', () => {
    const things = backend()
    const registry = createRegistry([things])
    expect(registry.find('backend', 'things')).toBe(things)
    expect(registry.find('store', 'things')).toBeUndefined()
    expect(registry.find('backend', 'other')).toBeUndefined()
  })

  test('a plugin is found by its name', () => {
    const audit = definePlugin({ name: 'audit', version: '1.0.0', description: 'Audit' })
    expect(createRegistry([audit]).find('plugin', 'audit')).toBe(audit)
  })

  test('a command is found by its type, apart from a plugin of that name', () => {
    const count = defineCommand({ type: 'count', title: 'Count', summary: 'Counts.', run: () => 0 })
    const registry = createRegistry([count])
    expect(registry.find('command', 'count')).toBe(count)
    expect(registry.find('plugin', 'count')).toBeUndefined()
  })

  test('types are sorted', () => {
    const registry = createRegistry([backend('b'), backend('a')])
    expect(registry.types('backend')).toEqual(['a', 'b'])
  })

  test('the same definition twice is fine, another one of the same type is PLUGIN_AMBIGUOUS', () => {
    const things = backend()
    const registry = createRegistry([things, things])
    expect(() => registry.register(backend())).toThrow(
      expect.objectContaining({ code: 'PLUGIN_AMBIGUOUS' }),
    )
  })

  test.each([
    ['nothing', undefined, 'PLUGIN_CONTRACT'],
    ['another kind', { kind: 'theme' }, 'PLUGIN_CONTRACT'],
    [
      'a command that does nothing',
      { kind: 'command', type: 'count', apiVersion: 1 },
      'PLUGIN_CONTRACT',
    ],
    ['a type in capitals', { ...backend(), type: 'Things' }, 'PLUGIN_CONTRACT'],
    ['no factory', { ...backend(), create: undefined }, 'PLUGIN_CONTRACT'],
    ['a newer contract', { ...backend(), apiVersion: 2 }, 'PLUGIN_API_VERSION'],
    ['no contract version', { ...backend(), apiVersion: undefined }, 'PLUGIN_API_VERSION'],
  ])('refuses %s', (_, value, code) => {
    expect(() => createRegistry([value as unknown as Definition])).toThrow(
      expect.objectContaining({ code }),
    )
  })
})
