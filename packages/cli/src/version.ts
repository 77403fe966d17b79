import { readFileSync } from 'node:fs'

/** The version of this package. */
export function readVersion(): string {
  const file = new URL('../package.json', import.meta.url)
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }
  return manifest.version
}
