/**
 * Writes the public declarations of each package to `api/`, one file an entry, so that a change of surface shows in
 * review. With `--check` it writes nothing and fails when they differ from what is committed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'tsup'
import { publishedPackages, root } from './published.ts'

const check = process.argv.includes('--check')
const api = join(root, 'api')
const fresh = mkdtempSync(join(tmpdir(), 'nexus-api-'))

try {
  for (const published of publishedPackages()) {
    const name = published.folder.split('/').at(-1) ?? ''
    for (const [entry, source] of Object.entries(published.entries)) {
      await declare(published.folder, source, entry === 'index' ? name : `${name}.${entry}`)
    }
  }
  const changed = await changedFiles()
  for (const file of changed) console.log(`${check ? 'differs' : 'wrote'}: api/${file}`)
  if (!check) await replace()
  if (check && changed.length > 0) {
    console.error('The public surface changed. Run `pnpm run api` and commit api/ with the change.')
    process.exitCode = 1
  }
} finally {
  rmSync(fresh, { recursive: true, force: true })
}

async function declare(folder: string, source: string, name: string): Promise<void> {
  await build({
    config: false,
    entry: { [name]: join(root, folder, source) },
    tsconfig: join(root, folder, 'tsconfig.json'),
    format: 'esm',
    dts: { only: true },
    outDir: fresh,
    clean: false,
    silent: true,
  })
}

async function changedFiles(): Promise<string[]> {
  const names = new Set([...(await declarations(fresh)), ...(await declarations(api))])
  return [...names].sort().filter((name) => read(fresh, name) !== read(api, name))
}

async function replace(): Promise<void> {
  for (const name of await declarations(api)) rmSync(join(api, name))
  await cp(fresh, api, { recursive: true })
}

async function declarations(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => name.endsWith('.d.ts'))
}

function read(folder: string, name: string): string | undefined {
  try {
    return readFileSync(join(folder, name), 'utf8')
  } catch {
    return undefined
  }
}
