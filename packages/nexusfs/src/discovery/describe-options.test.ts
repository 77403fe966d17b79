import { expect, test } from 'vitest'
import { describeOptions } from './describe-options.ts'

test('options are listed with type, default and whether they are needed, as YAML writes them', () => {
  const schema = {
    type: 'object',
    required: ['bucket'],
    properties: {
      bucket: { type: 'string', description: 'Where.' },
      maxFiles: { type: 'integer', default: 3 },
      mode: { enum: ['fast', 'safe'] },
      hosts: { type: 'array', items: { type: 'string' } },
      retry: { type: 'object', properties: { maxAttempts: { type: ['number', 'null'] } } },
      allRules: { type: 'array', items: { properties: { maxSize: { type: 'number' } } } },
      key: { $ref: '#/$defs/key' },
      either: { anyOf: [{ type: 'string' }, { type: 'boolean' }] },
    },
    $defs: { key: { type: 'string', description: 'Secret.' } },
  }
  expect(describeOptions(schema)).toEqual([
    { name: 'bucket', type: 'text', required: true, description: 'Where.' },
    { name: 'max_files', type: 'whole number', required: false, default: 3 },
    { name: 'mode', type: '"fast" or "safe"', required: false },
    { name: 'hosts', type: 'list of text', required: false },
    { name: 'retry', type: 'mapping', required: false },
    { name: 'retry.maxAttempts', type: 'number or nothing', required: false },
    { name: 'all_rules', type: 'list of anything', required: false },
    { name: 'all_rules[].maxSize', type: 'number', required: false },
    { name: 'key', type: 'text', required: false, description: 'Secret.' },
    { name: 'either', type: 'text or true or false', required: false },
  ])
})

test('what one of several shapes needs is not needed by all', () => {
  const schema = {
    anyOf: [
      { properties: { url: { type: 'string' } }, required: ['url'] },
      { properties: { host: { type: 'string' } }, required: ['host'] },
    ],
  }
  expect(describeOptions(schema)).toEqual([
    { name: 'url', type: 'text', required: false },
    { name: 'host', type: 'text', required: false },
  ])
})

test('a schema that refers to itself ends', () => {
  const schema = {
    $ref: '#/$defs/node',
    $defs: { node: { properties: { next: { $ref: '#/$defs/node' } } } },
  }
  expect(describeOptions(schema)?.length).toBeLessThan(10)
  expect(describeOptions({ $ref: '#', properties: {} })).toEqual([])
})

test.each([undefined, null, 3, 'text', []])('%j describes nothing', (schema) => {
  expect(describeOptions(schema)).toBeUndefined()
})
