import { createRegistry, type Definition, isNexusError, NexusError } from '@nexusfs/core'
import { quoteValue } from '@nexusfs/core/kit'
import { isMapping } from './manifest-row.ts'
import { reasonOf } from './text-of.ts'
import type { Provided } from './types.ts'

/**
 * Checks that what an entry exports by default is what the manifest says.
 * @throws `PLUGIN_CONTRACT` with everything that differs.
 */
export function checkExport(value: unknown, provided: Provided): Definition {
  const faults = readFaults(value, provided)
  if (faults.length > 0) throw brokenContract(provided, faults)
  return value as Definition
}

/** A getter of the package's own may throw, too. */
function readFaults(value: unknown, provided: Provided): readonly string[] {
  try {
    return faultsOf(value, provided)
  } catch (error) {
    return [`its default export cannot be read (${reasonOf(error)})`]
  }
}

function faultsOf(value: unknown, provided: Provided): readonly string[] {
  const { kind, type, apiVersion } = provided
  if (!isMapping(value))
    return [`its default export must be a definition, found ${quoteValue(value)}`]
  const found = value.kind === 'plugin' ? value.name : value.type
  const differences = [
    difference('kind', kind, value.kind),
    difference(kind === 'plugin' ? 'name' : 'type', type, found),
    difference('apiVersion', apiVersion, value.apiVersion),
  ]
  const faults = differences.filter((fault) => fault !== undefined)
  if (faults.length > 0) return faults
  return [...memberFaults(value, provided), ...registryFaults(value)]
}

function difference(name: string, said: unknown, found: unknown): string | undefined {
  if (said === found) return undefined
  return `the manifest says ${name} ${quoteValue(said)}, the export says ${quoteValue(found)}`
}

function memberFaults(
  value: Readonly<Record<string, unknown>>,
  { kind, hooks = [] }: Provided,
): readonly string[] {
  const isAdapter = kind === 'backend' || kind === 'store'
  const name = isAdapter ? 'options' : 'configSchema'
  const schema = value[name]
  const hasSchema = isSchema(schema) || (!isAdapter && schema === undefined)
  const faults = hasSchema ? [] : [`${name} must be a Standard Schema, found ${quoteValue(schema)}`]
  return kind === 'plugin' ? [...faults, ...hookFaults(value.hooks, hooks)] : faults
}

function isSchema(value: unknown): boolean {
  // Some libraries make schemas that are functions.
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false
  const standard: unknown = Reflect.get(value, '~standard')
  return isMapping(standard) && typeof standard.validate === 'function'
}

function hookFaults(exported: unknown, said: readonly string[]): readonly string[] {
  if (exported !== undefined && !isMapping(exported))
    return [`hooks must be a mapping, found ${quoteValue(exported)}`]
  const found = Object.entries(exported ?? {})
    .filter(([, hook]) => hook !== undefined)
    .map(([name]) => name)
  const unsaid = found.filter((name) => !said.includes(name))
  const unkept = said.filter((name) => !found.includes(name))
  return [
    ...unsaid.map(
      (name) => `it has the hook ${quoteValue(name)}, which the manifest does not name`,
    ),
    ...unkept.map(
      (name) => `the manifest names the hook ${quoteValue(name)}, which it does not have`,
    ),
  ]
}

/** What the core asks of a definition, whoever made it. */
function registryFaults(value: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    createRegistry([value as unknown as Definition])
    return []
  } catch (error) {
    if (isNexusError(error)) return [error.message.replace(/\.$/, '')]
    throw error
  }
}

function brokenContract(
  { kind, type, package: name, entry }: Provided,
  faults: readonly string[],
): NexusError {
  return new NexusError(
    'PLUGIN_CONTRACT',
    `The ${kind} "${type}" of ${name} breaks the contract: ${faults.join('; ')}.`,
    {
      hint: `Update ${name}, or tell its author; if it is yours, make manifest and default export of ${entry} agree.`,
    },
  )
}
