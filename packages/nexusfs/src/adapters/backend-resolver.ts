import type { BackendResolver, HeldBackend, Logger, NamedBackend, Registry } from '@nexusfs/core'
import { expand } from '../config/expand.ts'
import { hostPath } from '../config/host-path.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { configurationError, type Problem } from '../config/problems.ts'
import { formatPath, toCamelCase } from '../config/spelling.ts'
import type { Surroundings } from '../connect-options.ts'
import { PATH_OPTIONS } from './adapter-plan.ts'
import { holdBackend } from './backend-pool.ts'
import { DefinitionSource, type FoundDefinition } from './definition-source.ts'
import { validateOptions } from './validate-options.ts'

type Options = Readonly<Record<string, unknown>>

/** What types are looked for with. */
export interface ResolverParts {
  readonly loaded: LoadedConfig
  readonly registry: Registry
  readonly around: Surroundings
  readonly logger: Logger
}

/** Finds the backends of mounts that are added by type, as `connect()` finds those of the configuration. */
export function createBackendResolver(parts: ResolverParts): BackendResolver {
  return {
    open: (named) => open(parts, named),
    async plainSecrets(named) {
      const { plainSecrets } = await import('./plain-secrets.ts')
      const { definition } = await find(parts, named)
      return plainSecrets(camelCased(named.options ?? {}), definition.options)
    },
  }
}

async function open(parts: ResolverParts, named: NamedBackend): Promise<HeldBackend> {
  const found = await find(parts, named)
  const options = withHostPath(parts, named, found, camelCased(named.options ?? {}))
  const values = expandAll(options, parts.around.env)
  const checked = await validateOptions(
    found.definition.options,
    values,
    // A reference, and an option of the command line, can only give text.
    () => true,
    (name) => name,
  )
  if (checked.issues.length > 0)
    throw configurationError(
      checked.issues.map(({ path, message }) => ({
        where: `backend ${named.type}`,
        message: `option ${formatPath(path)} ${message}`,
      })),
    )
  const { logger } = parts
  const held = await holdBackend(found.definition, checked.options, { logger })
  return { ...held, options }
}

async function find(
  { loaded, registry, around }: ResolverParts,
  { type, package: name }: NamedBackend,
): Promise<FoundDefinition<'backend'>> {
  const source = new DefinitionSource(loaded, registry, around)
  const found = await source.find({ kind: 'backend', type, package: name, where: 'mount' })
  source.throwFailures()
  // What was not found has been thrown.
  return found as FoundDefinition<'backend'>
}

/** Names may be spelled as `nexus.yaml` spells them. */
function camelCased(options: Options): Options {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [toCamelCase(name), value]),
  )
}

/** A path counts from the working directory of whoever gave it, also at later starts. */
function withHostPath(
  { around }: ResolverParts,
  { type }: NamedBackend,
  { isBundled }: FoundDefinition<'backend'>,
  options: Options,
): Options {
  const name = isBundled ? PATH_OPTIONS[type] : undefined
  const path = name === undefined ? undefined : options[name]
  if (name === undefined || typeof path !== 'string' || path === '' || path.includes('${'))
    return options
  return { ...options, [name]: hostPath(path, around.cwd, around.home) }
}

/** The same options with references in texts expanded. @throws `CONFIG_INVALID`. */
function expandAll(options: Options, env: Surroundings['env']): Options {
  const problems: Problem[] = []
  const expanded = (value: unknown, path: readonly PropertyKey[]): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => expanded(item, [...path, index]))
    if (isMapping(value))
      return Object.fromEntries(
        Object.entries(value).map(([name, item]) => [name, expanded(item, [...path, name])]),
      )
    if (typeof value !== 'string') return value
    const result = expand(value, env)
    for (const message of result.problems)
      problems.push({ where: `option ${formatPath(path)}`, message })
    return result.text
  }
  const values = expanded(options, []) as Options
  if (problems.length > 0) throw configurationError(problems)
  return values
}

function isMapping(value: unknown): value is Options {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
