import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CODES } from '@nexusfs/core'
import { describe, expect, it } from 'vitest'
import { sourcesOf } from './kit/imports.ts'
import { root } from './kit/workspace.ts'

const rows = readFileSync(join(root, 'docs/reference/errors.md'), 'utf8')
  .split('\n')
  .map((line) => /^\| `([A-Z_]+)` \| (\d+) \| (.+) \| (.+) \|$/.exec(line))
  .filter((match) => match !== null)
  .map(([, code = '', exit, meaning = '', advice = '']) => ({
    code,
    exit: Number(exit),
    meaning,
    advice,
  }))

describe('docs/reference/errors.md', () => {
  it('lists every error code once, with its exit code', () => {
    expect(rows).toHaveLength(Object.keys(ERROR_CODES).length)
    expect(Object.fromEntries(rows.map(({ code, exit }) => [code, exit]))).toEqual(ERROR_CODES)
  })

  it('says of every code what it means and what to do', () => {
    for (const { code, meaning, advice } of rows) {
      expect(meaning.length, code).toBeGreaterThan(20)
      expect(advice.length, code).toBeGreaterThan(5)
    }
  })

  it('is complete: no source makes an error with another code', () => {
    const unknown = sourcesOf('{packages,plugins}/*/src/**/*.ts').flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/new NexusError\(\s*'([A-Z_]+)'/g)]
        .map(([, code = '']) => code)
        .filter((code) => !(code in ERROR_CODES))
        .map((code) => `${file}: ${code}`),
    )
    expect(unknown).toEqual([])
  })
})
