import type { NexusError } from '@nexusfs/core'
import { quoteValue } from '@nexusfs/core/kit'
import { type LocatedPackage, realFolder } from './locate-package.ts'
import {
  absentEntry,
  type InstallCommand,
  invalidManifest,
  type ManifestSource,
  newerContract,
} from './manifest-problems.ts'
import { isMapping, type ManifestRow, readRow } from './manifest-row.ts'
import { findPackageFile, type PackageFile } from './package-file.ts'
import type { Provided, Tier } from './types.ts'

/** The versions of contract and manifest that this package speaks. */
const API_VERSION = 1
const MANIFEST_VERSION = 1
const MOST_ROWS = 100
const VERSION = /^[0-9A-Za-z.+-]{1,64}$/

type Source = ManifestSource & Pick<Provided, 'version' | 'tier'>

/**
 * What a package says that it provides; nothing where it has no manifest. A manifest that cannot be read at all is one
 * row of kind `unknown`.
 */
export function readManifest(
  { name, folder, text }: LocatedPackage,
  tier: Tier,
  install: InstallCommand,
): readonly Provided[] {
  // Most packages have nothing to do with Nexus: looking for the word is far cheaper than parsing.
  if (!text.includes('"nexusfs"')) return []
  const members = parse(text)
  const version = versionOf(members)
  const source: Source = { name, version, folder: realFolder(folder), tier, install }
  if (members === undefined)
    return [unreadable(source, invalidManifest(source, ['package.json is not JSON']))]
  if (!Object.hasOwn(members, 'nexusfs')) return []
  const manifest = members.nexusfs
  const problem = problemOf(source, manifest)
  if (problem !== undefined) return [unreadable(source, problem)]
  const { provides } = manifest as { readonly provides: readonly unknown[] }
  const rows = withoutRepeats(provides.map(readRow))
  return rows.map((row, index) => providedBy(source, row, `provides[${index}]`))
}

function problemOf(source: Source, manifest: unknown): NexusError | undefined {
  if (!isMapping(manifest))
    return invalidManifest(source, [`"nexusfs" must be a mapping, found ${quoteValue(manifest)}`])
  const { manifestVersion, provides } = manifest
  if (Number.isInteger(manifestVersion) && Number(manifestVersion) > MANIFEST_VERSION)
    return newerContract(source, `a manifest of version ${manifestVersion}`, MANIFEST_VERSION)
  const faults: string[] = []
  if (manifestVersion !== MANIFEST_VERSION)
    faults.push(`manifestVersion must be ${MANIFEST_VERSION}, found ${quoteValue(manifestVersion)}`)
  if (!Array.isArray(provides))
    faults.push(`provides must be a list, found ${quoteValue(provides)}`)
  else if (provides.length === 0 || provides.length > MOST_ROWS)
    faults.push(`provides must have 1 to ${MOST_ROWS} elements, found ${provides.length}`)
  return faults.length === 0 ? undefined : invalidManifest(source, faults)
}

/** The second row of a kind and type could never be chosen. */
function withoutRepeats(rows: readonly ManifestRow[]): readonly ManifestRow[] {
  const seen = new Set<string>()
  return rows.map((row) => {
    const key = `${row.kind} ${row.type}`
    const isRepeated = row.type !== '' && seen.has(key)
    seen.add(key)
    const fault = `${row.kind} ${quoteValue(row.type)} is there twice`
    return isRepeated ? { ...row, faults: [...row.faults, fault] } : row
  })
}

function providedBy(source: Source, row: ManifestRow, place: string): Provided {
  const { kind, type, title, apiVersion, hooks } = row
  const entry = fileOf(source, row.entry)
  const options = fileOf(source, row.options)
  const problem = problemOfRow(source, row, place, { entry, options })
  return {
    ...{ kind, type, title, apiVersion },
    ...identityOf(source),
    entry: pathOf(entry) ?? '',
    ...(pathOf(options) !== undefined && { options: pathOf(options) }),
    ...(hooks !== undefined && { hooks }),
    ...(problem !== undefined && { problem }),
  }
}

type Files = Readonly<Record<'entry' | 'options', PackageFile | undefined>>

function problemOfRow(
  source: Source,
  row: ManifestRow,
  place: string,
  files: Files,
): NexusError | undefined {
  const outside = (['entry', 'options'] as const)
    .filter((name) => faultOf(files[name]) === 'outside')
    .map((name) => `${name} ${quoteValue(row[name])} leads out of the package`)
  const faults = [...row.faults, ...outside].map((fault) => `${place}: ${fault}`)
  if (faults.length > 0) return invalidManifest(source, faults)
  const what = `the ${row.kind} ${quoteValue(row.type)}`
  if (row.apiVersion > API_VERSION)
    return newerContract(source, `${what} of contract version ${row.apiVersion}`, API_VERSION)
  // What is bundled is imported by its name, wherever its file lies.
  const isAbsent = faultOf(files.entry) === 'absent' && source.tier !== 'bundled'
  return isAbsent ? absentEntry(source, what, row.entry) : undefined
}

function fileOf({ folder }: Source, name: string | undefined): PackageFile | undefined {
  return name === undefined || name === '' ? undefined : findPackageFile(folder, name)
}

function pathOf(file: PackageFile | undefined): string | undefined {
  return file !== undefined && 'path' in file ? file.path : undefined
}

function faultOf(file: PackageFile | undefined): 'outside' | 'absent' | undefined {
  return file !== undefined && 'fault' in file ? file.fault : undefined
}

function identityOf({ name, version, folder, tier }: Source) {
  return { package: name, version, folder, tier }
}

function unreadable(source: Source, problem: NexusError): Provided {
  const nothing = { kind: 'unknown', type: '', title: '', apiVersion: 0, entry: '' } as const
  return { ...nothing, ...identityOf(source), problem }
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    return isMapping(value) ? value : {}
  } catch {
    // Said as a problem of the package.
    return undefined
  }
}

function versionOf(members: Readonly<Record<string, unknown>> | undefined): string {
  const version = members?.version
  return typeof version === 'string' && VERSION.test(version) ? version : ''
}
