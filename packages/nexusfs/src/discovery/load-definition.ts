import { pathToFileURL } from 'node:url'
import { type Definition, NexusError } from '@nexusfs/core'
import { checkExport } from './check-export.ts'
import { findPackageFile } from './package-file.ts'
import { isPackageName } from './package-names.ts'
import { reasonOf } from './text-of.ts'
import type { PackageManager, Provided } from './types.ts'

/** Milliseconds that an import may take: a module may wait at its top level, and for ever. */
const IMPORT_DEADLINE_MS = 30_000

/** What {@link loadDefinition} depends on besides the package. */
export interface LoadOptions {
  readonly packageManager: () => PackageManager
  /** Milliseconds. Default 30,000. */
  readonly deadlineMs?: number | undefined
}

/**
 * Imports the entry of a package and checks what it exports.
 * @param provided - Without a problem.
 * @throws `PLUGIN_LOAD_FAILED` with the cause, `PLUGIN_CONTRACT`.
 */
export async function loadDefinition(
  provided: Provided,
  options: LoadOptions,
): Promise<Definition> {
  checkPlace(provided)
  const module = await importInTime(provided, options)
  return checkExport(module.default, provided)
}

/** The file was looked at when packages were listed, which may be long ago. */
function checkPlace(provided: Provided): void {
  const { folder, entry } = provided
  const name = entry.startsWith(folder) ? entry.slice(folder.length) : ''
  const file = name === '' ? undefined : findPackageFile(folder, name)
  if (file !== undefined && 'path' in file && file.path === entry) return
  throw loadFailed(provided, `its entry ${entry} is not there any more, or leads elsewhere`, {
    hint: `Install ${provided.package} anew.`,
  })
}

async function importInTime(
  provided: Provided,
  { packageManager, deadlineMs = IMPORT_DEADLINE_MS }: LoadOptions,
): Promise<{ readonly default?: unknown }> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const fail = () =>
      reject(
        loadFailed(provided, `its import did not end within ${deadlineMs / 1000} seconds`, {
          hint: hintFor(provided),
        }),
      )
    // It keeps the process alive: without it a module that waits for nothing would end the process in silence.
    timer = setTimeout(fail, deadlineMs)
  })
  try {
    const loading = import(pathToFileURL(provided.entry).href).catch((error: unknown) => {
      throw importFailed(provided, error, packageManager)
    })
    return await Promise.race([loading, late])
  } finally {
    clearTimeout(timer)
  }
}

function importFailed(
  provided: Provided,
  error: unknown,
  packageManager: () => PackageManager,
): NexusError {
  const needed = missingPackage(error)
  if (needed === undefined)
    return loadFailed(provided, `its import failed: ${reasonOf(error)}`, {
      hint: hintFor(provided),
      cause: error,
    })
  const command = packageManager().add([needed]).join(' ')
  return loadFailed(provided, `it needs the package ${needed}, which is not installed`, {
    hint: `Run \`${command}\`.`,
    cause: error,
  })
}

/** The package that an import looked for in vain; `undefined` for other failures. */
function missingPackage(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_MODULE_NOT_FOUND')
    return undefined
  const name = /^Cannot find package '([^']+)'/.exec(error.message)?.[1]
  return name !== undefined && isPackageName(name) ? name : undefined
}

function hintFor({ kind, type, package: name }: Provided): string {
  const without = kind === 'plugin' ? ` \`nexus plugins disable ${type}\` goes on without it.` : ''
  return `Update ${name}, or tell its author.${without}`
}

function loadFailed(
  { kind, type, package: name }: Provided,
  what: string,
  details: { readonly hint: string; readonly cause?: unknown },
): NexusError {
  return new NexusError(
    'PLUGIN_LOAD_FAILED',
    `Cannot load the ${kind} "${type}" of ${name}: ${what}.`,
    details,
  )
}
