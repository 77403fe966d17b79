import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CODES } from '@nexusfs/core'
import { describe, expect, it } from 'vitest'
import { GLOBAL_OPTIONS } from '../packages/cli/src/command-line/globals.ts'
import { listCommands } from '../packages/cli/src/registry.ts'
import { SETTING_KEYS } from '../packages/nexusfs/src/config/setting-keys.ts'
import { root } from './kit/workspace.ts'

const read = (document: string) => readFileSync(join(root, 'docs', document), 'utf8')

/** The first two cells of each row of a section's tables, without marks of code. */
const rowsOf = (text: string, heading: string) => {
  const [, section = ''] = text.split(`\n## ${heading}\n`)
  const [body = ''] = section.split(/^## /m)
  return [...body.matchAll(/^\| `?([^`|]+?)`? \| (.*?) \|/gm)]
    .map(([, first = '', second = '']) => [first, second] as const)
    .filter(([first]) => !['command', 'option', 'key', 'code'].includes(first))
}

const snakeCase = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

describe('docs/cli.md', () => {
  it('lists every command as the overview of the command line does', () => {
    const commands = listCommands().filter(({ summary }) => summary !== undefined)
    expect(rowsOf(read('cli.md'), 'Commands')).toEqual(
      commands.map(({ name, summary }) => [name, summary]),
    )
  })

  it('lists every global option as the help does', () => {
    expect(rowsOf(read('cli.md'), 'Global options')).toEqual(
      GLOBAL_OPTIONS.map(({ flags, description }) => [flags, description]),
    )
  })

  it('lists every exit code', () => {
    const listed = rowsOf(read('cli.md'), 'Exit codes').map(([code]) => Number(code))
    expect(new Set(listed)).toEqual(new Set([0, 10, ...Object.values(ERROR_CODES)]))
  })
})

describe('docs/configuration.md', () => {
  it('lists every key of the configuration once', () => {
    const listed = rowsOf(read('configuration.md'), 'Keys').map(([key]) => key)
    expect(listed.sort()).toEqual(SETTING_KEYS.map(snakeCase).sort())
  })
})
