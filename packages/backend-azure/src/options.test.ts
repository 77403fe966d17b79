import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { azureBackend } from './definition.ts'
import { createAzureBackend } from './index.ts'
import { optionSchema } from './options.ts'

const validate = (options: unknown) => optionSchema['~standard'].validate(options)
const problems = async (options: unknown) => {
  const { issues = [] } = await validate(options)
  return issues.map(({ path = [] }) =>
    path.map((part) => (typeof part === 'object' ? part.key : part)).join('.'),
  )
}

test('the container alone is needed by the schema', async () => {
  expect(await problems({ container: 'things' })).toEqual([])
  expect(await problems({})).toEqual(['container'])
})

test('every option of the README is one of the schema, and none is missing there', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [, section = ''] = /## Options\n([\s\S]*?)\n## /.exec(readme) ?? []
  const listed = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name)
  const schema = optionSchema['~standard'].jsonSchema.input({ target: 'draft-2020-12' })
  const names = Object.keys(schema.properties as object).map((name) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  )
  expect(listed.sort()).toEqual(names.sort())
})

test.each(['ab', 'Things', 'a--b', '-ab', 'ab-', 'a_b', 'a'.repeat(64), '../x'])(
  'the container name %s is refused by the schema and in code',
  async (container) => {
    expect(await problems({ container })).toEqual(['container'])
    expect(() => createAzureBackend({ container, accountName: 'one' })).toThrow(/no container name/)
  },
)

test.each(['abc', 'a-b-c', '123', '$root', '$web', 'a'.repeat(63)])(
  'the container name %s is taken',
  async (container) => expect(await problems({ container })).toEqual([]),
)

test.each([
  ['containerName', 'container'],
  ['bucket', 'container'],
  ['rootPath', 'prefix'],
  ['endpointUrl', 'endpoint'],
  ['account', 'account_name'],
])('the word %s of another adapter is answered with %s', async (word, right) => {
  const { issues } = await validate({ container: 'things', [word]: 'x' })
  expect(issues?.map(({ message }) => message)).toEqual([
    `it is no option; did you mean "${right}"?`,
  ])
})

test('tiers of other providers are refused', async () => {
  expect(await problems({ container: 'things', tier: 'STANDARD' })).toEqual(['tier'])
})

test('a prefix loses slashes at its ends, and is refused where it is no beginning of keys', () => {
  const locations = ['', '/', 'a', '/a/b/', 'a/b//'].map(
    (prefix) =>
      createAzureBackend({ container: 'things', accountName: 'one', prefix }).describe().location,
  )
  expect(locations).toEqual(['things/', 'things/', 'things/a/', 'things/a/b/', 'things/a/b/'])
  for (const prefix of ['a//b', '../a', 'a\\b']) {
    expect(() =>
      createAzureBackend({ container: 'things', accountName: 'one', prefix }),
    ).toThrowError(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  }
})

test('the definition makes a backend of its type without connecting', async () => {
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  const backend = azureBackend.create({ container: 'things', accountName: 'one' }, { logger })
  expect(backend.type).toBe(azureBackend.type)
  await backend.close()
})
