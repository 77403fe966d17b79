import { readFileSync } from 'node:fs'
import type { BackendCapabilities } from '@nexusfs/core/spec'
import { expect, test } from 'vitest'
import { createLocalBackend } from '../src/index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const plain = createLocalBackend({ root: '/nowhere' }).capabilities
const all = createLocalBackend({
  root: '/nowhere',
  versioning: true,
  softDelete: true,
  metadataFiles: true,
}).capabilities

/** What each word of the second column means: the capability without and with all options. */
const MEANINGS: Readonly<Record<string, readonly [boolean, boolean]>> = {
  yes: [true, true],
  no: [false, false],
  'with `versioning`': [false, true],
  'without `versioning`': [true, false],
  'with `metadata_files`': [false, true],
}

test('the README tells every capability as it is', () => {
  const said = new Set<string>()
  const [, table = ''] = /## Capabilities\n\n([\s\S]*?)\n\n/.exec(readme) ?? []
  for (const row of table.split('\n').slice(2)) {
    const [, names = '', word = ''] = row.split('|').map((cell) => cell.trim())
    for (const [, name = ''] of names.matchAll(/`(\w+)`/g)) {
      said.add(name)
      const flag = name as keyof BackendCapabilities
      expect([plain[flag], all[flag]], name).toEqual(MEANINGS[word])
    }
  }
  const flags = Object.entries(plain).filter(([, value]) => typeof value === 'boolean')
  expect([...said].sort()).toEqual(flags.map(([name]) => name).sort())
})
