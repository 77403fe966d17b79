import { NexusError } from '@nexusfs/core'
import { quoteValue } from '@nexusfs/core/kit'

/** What the user is told to run to install packages; worked out only where something is wrong. */
export type InstallCommand = (packages: readonly string[]) => string

/** The package that a manifest is read from. */
export interface ManifestSource {
  readonly name: string
  /** Without symbolic links. */
  readonly folder: string
  readonly install: InstallCommand
}

/** `PLUGIN_MANIFEST_INVALID` with everything that is wrong. */
export function invalidManifest(
  { name, folder }: ManifestSource,
  faults: readonly string[],
): NexusError {
  return new NexusError(
    'PLUGIN_MANIFEST_INVALID',
    `The manifest of ${name} is not valid: ${faults.join('; ')}.`,
    {
      hint: `Update ${name}, or tell its author; if it is yours, correct "nexusfs" in ${folder}/package.json.`,
    },
  )
}

/** `PLUGIN_API_VERSION` for what this version is too old for. */
export function newerContract(
  { name, install }: ManifestSource,
  what: string,
  known: number,
): NexusError {
  return new NexusError(
    'PLUGIN_API_VERSION',
    `${name} provides ${what}, and this version of nexusfs knows ${known}.`,
    { hint: `Update nexusfs: \`${install(['nexusfs@latest'])}\`; or use an older ${name}.` },
  )
}

/** `PLUGIN_LOAD_FAILED` for an entry that is not there. */
export function absentEntry(
  { name, folder, install }: ManifestSource,
  what: string,
  entry: string,
): NexusError {
  return new NexusError(
    'PLUGIN_LOAD_FAILED',
    `Cannot load ${what} of ${name}: its entry ${quoteValue(entry)} is no file in ${folder}.`,
    { hint: `Install it anew: \`${install([name])}\`; if it is yours, build it first.` },
  )
}
