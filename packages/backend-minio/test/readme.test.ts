import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createMinioBackend } from '../src/index.ts'
import { optionSchema } from '../src/options.ts'
import { packageFile } from './recorded.ts'

const readme = await readFile(packageFile('README.md'), 'utf8')

/** Rows of the table below a heading: the names in the first cell, and the text of the second. */
function tableOf(heading: string): readonly { names: readonly string[]; text: string }[] {
  const section = readme.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return [...section.matchAll(/^\| (`.*?) \| (.*?) \|/gm)].map(([, names = '', text = '']) => ({
    names: [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
    text,
  }))
}

test('the capabilities of the README are those of the code', () => {
  const backend = createMinioBackend({ endpointUrl: 'http://127.0.0.1:9000', bucket: 'notes' })
  const { origin: _, ...capabilities } = backend.capabilities
  const told = tableOf('Capabilities').flatMap(({ names, text }) =>
    names.map((name) => [
      name,
      /^\d/.test(text) ? Number.parseInt(text, 10) : text.startsWith('yes'),
    ]),
  )
  expect(Object.fromEntries(told)).toEqual(capabilities)
})

test('the options of the README are those of the schema', () => {
  const schema = optionSchema['~standard'].jsonSchema.input({ target: 'draft-2020-12' })
  const known = Object.keys(schema.properties as object).map((name) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  )
  expect(
    tableOf('Options')
      .flatMap(({ names }) => names)
      .sort(),
  ).toEqual(known.sort())
})

test('the README fits on one screen, in the order of all adapters', () => {
  expect(readme.split('\n').length).toBeLessThan(95)
  expect([...readme.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual([
    'Options',
    'Capabilities',
    'Errors',
  ])
})
