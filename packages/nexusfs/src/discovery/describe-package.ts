import { join } from 'node:path'
import { readConfigFile } from '../config/read-config-file.ts'
import { describeOptions, type OptionDescription } from './describe-options.ts'
import type { Provided } from './types.ts'

/** What a package says of itself, for people. Every member is what the package claims. */
export interface PackageDescription {
  readonly description?: string | undefined
  readonly author?: string | undefined
  readonly license?: string | undefined
  readonly homepage?: string | undefined
  /** Options in the order of the schema; absent where the package describes none. */
  readonly options?: readonly OptionDescription[] | undefined
}

/** Reads the package.json and the description of the options of something that is installed. Imports nothing, never throws. */
export function describePackage({ folder, options }: Provided): PackageDescription {
  const manifest = folder === '' ? {} : membersOf(readJson(join(folder, 'package.json')))
  const { author, description, homepage, license } = manifest
  return {
    description: textOf(description),
    author: textOf(author) ?? textOf(membersOf(author).name),
    license: textOf(license),
    homepage: textOf(homepage),
    options: options === undefined ? undefined : describeOptions(readJson(options)),
  }
}

function readJson(path: string): unknown {
  const file = readConfigFile(path)
  try {
    return 'text' in file ? JSON.parse(file.text) : undefined
  } catch {
    // What cannot be read describes nothing; whether it can be used is told elsewhere.
    return undefined
  }
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
