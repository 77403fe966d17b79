import { type Backend, createRegistry, type Logger, NexusError } from '@nexusfs/core'
import { type LoadedConfig, loadConfig } from '../config/load-config.ts'
import { configurationError } from '../config/problems.ts'
import { withSurroundings } from '../config/resolve-config.ts'
import { toCamelCase } from '../config/spelling.ts'
import type { ConnectOptions, Surroundings } from '../connect-options.ts'
import { planBackend } from './adapter-plan.ts'
import { DefinitionSource } from './definition-source.ts'
import { makeAdapter } from './make-adapter.ts'
import { validateOptions } from './validate-options.ts'

/** Which backend is meant. */
export type BackendTarget =
  /** The mount at that path of the tree. */
  | { readonly mountPoint: string }
  /** The one of the configuration of that type: the default one, else the first mount. */
  | { readonly type: string }
  /** One that is not in the configuration, with its options as text, named as `nexus.yaml` names them. */
  | { readonly type: string; readonly options: Readonly<Record<string, string>> }

/**
 * Makes one backend and nothing else: no store is opened, and what is wrong with other parts of the configuration does
 * not matter. Whoever asked closes it.
 * @throws `NOT_MOUNTED`, `PLUGIN_NOT_FOUND`, `CONFIG_INVALID` and the other errors of {@link connect} about this backend.
 */
export async function openBackend(
  target: BackendTarget,
  input?: string | ConnectOptions,
  surroundings: Partial<Surroundings> = {},
): Promise<Backend> {
  const around = withSurroundings(surroundings)
  const loaded = await loadConfig(input, around)
  const registry = createRegistry(loaded.objects.definitions)
  const source = new DefinitionSource(loaded, registry, around)
  const logger = loaded.objects.logger ?? SILENT
  if ('options' in target) return makeFromTexts(target, source, logger)
  const { merged } = loaded
  // What cannot be read is left out of the settings, and a default in its place is not what is meant.
  if (merged.isBroken('backend') || merged.isBroken('backends'))
    throw configurationError(loaded.problems)
  const mount = mountOf(target, loaded)
  if (mount === 'none' && 'type' in target)
    return makeFromTexts({ ...target, options: {} }, source, logger)
  const index = typeof mount === 'number' ? mount : undefined
  const plan = await planBackend(loaded, source, around.home, index)
  if (plan.problems.length > 0) throw configurationError(plan.problems)
  await source.throwFailures()
  if (plan.backend !== undefined) return plan.backend.make({ logger })
  throw new NexusError('INVALID_ARGUMENT', 'The default backend was made in code.', {
    hint: 'Use it as it is: it was given to you.',
  })
}

/** Index of a mount, or the default backend, or nothing of the kind. */
function mountOf(
  target: Exclude<BackendTarget, { readonly options: unknown }>,
  { merged: { settings } }: LoadedConfig,
): number | 'default' | 'none' {
  const { backend, backends = [] } = settings
  if ('mountPoint' in target) {
    const wanted = withoutSlash(target.mountPoint)
    if (wanted === '') return 'default'
    const index = backends.findIndex(({ mountPoint }) => withoutSlash(mountPoint) === wanted)
    if (index === -1) throw notMounted(target.mountPoint)
    return index
  }
  if (backend?.type === target.type) return 'default'
  const index = backends.findIndex(({ type }) => type.replace(/_connector$/, '') === target.type)
  return index === -1 ? 'none' : index
}

async function makeFromTexts(
  {
    type,
    options: texts,
  }: { readonly type: string; readonly options: Readonly<Record<string, string>> },
  source: DefinitionSource,
  logger: Logger,
): Promise<Backend> {
  const found = await source.find({ kind: 'backend', type, where: 'argument' })
  await source.throwFailures()
  if (found === undefined) throw new NexusError('INTERNAL', `The backend "${type}" was lost.`)
  const given = Object.entries(texts).map(([name, value]) => [toCamelCase(name), value])
  const checked = await validateOptions(
    found.definition.options,
    Object.fromEntries(given),
    () => true,
    (name) => name,
  )
  if (checked.issues.length > 0)
    throw configurationError(
      checked.issues.map(({ path, message }) => ({
        where: `option ${path.map(String).join('.')}`,
        message,
      })),
    )
  return makeAdapter(found.definition, checked.options, { logger }) as Backend
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, '')
}

function notMounted(path: string): NexusError {
  return new NexusError('NOT_MOUNTED', `The configuration mounts no backend at ${path}.`, {
    path,
    hint: 'Name a mount_point, / for the default backend, or a type; `nexus backend list` shows them.',
  })
}

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} }
