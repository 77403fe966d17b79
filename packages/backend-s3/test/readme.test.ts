import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { CAPABILITIES } from '../src/capabilities.ts'
import definition from '../src/index.ts'

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')

test('the table of capabilities is what the code declares for Amazon S3', () => {
  const told = [...readme.matchAll(/`(\w+)` \| (yes|no) \|/g)].map(([, name, value]) => [
    name,
    value === 'yes',
  ])
  const declared = Object.entries(CAPABILITIES).filter(([, value]) => typeof value === 'boolean')
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(declared))
})

test('the table of options names each option of the schema and no other', () => {
  const section = readme.slice(readme.indexOf('## Options'), readme.indexOf('## Capabilities'))
  const rows = section.split('\n').filter((line) => line.startsWith('| `'))
  const told = rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name),
  )
  const schema = definition.options['~standard'].jsonSchema?.input({ target: 'draft-2020-12' })
  const names = Object.keys((schema as { properties: object }).properties)
  const snake = names.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
  expect(told.toSorted()).toEqual(snake.toSorted())
})

test('the example prints what it says', async () => {
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? []
  const said = [...code.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(([, text]) => text)
  const args = ['--conditions=nexusfs-source', '--input-type=module', '--eval', code]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname })
  expect(stdout.trimEnd().split('\n')).toEqual(said)
  expect(said).toHaveLength(2)
})
