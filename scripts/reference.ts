/**
 * Writes the reference of all packages to `docs/api`, with a page for each adapter and plugin, which is made of its
 * manifest and the schema of its options. Needs a build. With `--check` it only says what is wrong.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Provided } from 'nexusfs'
import { adapterPage } from './adapter-page.ts'
import { type PublishedPackage, publishedPackages, root } from './published.ts'
import { pageName, referenceHome } from './reference-home.ts'
import { run } from './run.ts'

type Row = Pick<Provided, 'kind' | 'type' | 'title' | 'apiVersion' | 'entry' | 'options' | 'hooks'>

interface Manifest {
  readonly name: string
  readonly version: string
  readonly nexusfs?: { readonly provides: readonly Row[] }
}

const pages = join(root, '.local/reference')
rmSync(pages, { recursive: true, force: true })
mkdirSync(join(pages, 'adapters'), { recursive: true })
const provided = publishedPackages().flatMap(providedBy)
writeFileSync(join(pages, 'home.md'), referenceHome(provided))
for (const one of provided) writeFileSync(join(pages, 'adapters', pageName(one)), adapterPage(one))

const check = process.argv.includes('--check')
const { ok, output } = await run('typedoc', check ? ['--emit', 'none'] : [])
console.log(output.trimEnd())
if (!ok) process.exitCode = 1

function providedBy({ folder: below }: PublishedPackage): readonly Provided[] {
  const folder = join(root, below)
  const { name, version, nexusfs } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Manifest
  return (nexusfs?.provides ?? []).map((row) => ({
    ...row,
    package: name,
    version,
    folder,
    entry: join(folder, row.entry),
    options: row.options && join(folder, row.options),
    tier: 'project',
  }))
}
