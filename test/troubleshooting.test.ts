import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CODES } from '@nexusfs/core'
import { describe, expect, it } from 'vitest'
import { saidTexts } from './kit/said-texts.ts'
import { root } from './kit/workspace.ts'

/** What a caller did, and no fault of a backend. */
const OF_CALLERS = new Set(['ABORTED', 'CLOSED'])

const page = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8')

/** Where each adapter says what is wrong, and the heading of its part of the page. */
const ADAPTERS: Readonly<Record<string, { readonly heading: string; readonly files: string }>> = {
  local: { heading: 'Local folders', files: '{local-errors,check-root}.ts' },
  s3: { heading: 'Amazon S3', files: '{s3-errors,translations,credentials-file,check}.ts' },
  gcs: {
    heading: 'Google Cloud Storage',
    files: '{gcs-errors,explanations,credentials-file,check}.ts',
  },
  azure: {
    heading: 'Azure Blob Storage',
    files: '{azure-errors,error-table,authentication-errors,identity,check}.ts',
  },
  minio: { heading: 'MinIO', files: '{minio-errors,error-meanings,credentials}.ts' },
}

/** A part of the page as it reads: lines joined. */
function partOf(heading: string): string {
  const [, part = ''] = page.split(`\n## ${heading}\n`)
  return (part.split('\n## ')[0] ?? '').replaceAll('\\|', '|').replace(/\s+/g, ' ')
}

describe.each(Object.entries(ADAPTERS))('backend %s', (type, { heading, files }) => {
  const part = partOf(heading)
  const sources = globSync(`packages/backend-${type}/src/${files}`, { cwd: root })
  const said = sources.map(saidTexts)

  it('every message and hint is on the page', () => {
    const texts = said.flatMap(({ texts }) => texts)
    expect(texts.length).toBeGreaterThan(10)
    expect(texts.filter((text) => !part.includes(text.replace(/\s+/g, ' ')))).toEqual([])
  })

  it('every word of the provider that it knows is on the page', () => {
    const names = said.flatMap(({ names }) => names)
    expect(names.filter((name) => !part.includes(`\`${name}\``))).toEqual([])
  })

  it('every code is on the page', () => {
    const codes = new Set(
      said
        .flatMap(({ codes }) => codes)
        .filter((code) => code in ERROR_CODES && !OF_CALLERS.has(code)),
    )
    expect(codes.size).toBeGreaterThan(5)
    expect([...codes].filter((code) => !part.includes(`\`${code}\``))).toEqual([])
  })
})
