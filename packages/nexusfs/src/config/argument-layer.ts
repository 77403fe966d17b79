import type { Backend, Definition, MetadataStore } from '@nexusfs/core'
import type { ConnectOptions } from '../connect-options.ts'
import type { Layer } from './layer.ts'
import type { Problem } from './problems.ts'
import type { SettingKey } from './settings.ts'
import { formatPath } from './spelling.ts'
import { kindOf } from './validate-layer.ts'

type PluginInCode = Exclude<
  NonNullable<ConnectOptions['plugins']>[number],
  string | { name: string }
>

/** What only code can give. */
export interface CodeObjects {
  readonly config?: string | undefined
  readonly store?: MetadataStore | undefined
  readonly backend?: Backend | undefined
  readonly mounts: NonNullable<ConnectOptions['mounts']>
  readonly plugins: readonly PluginInCode[]
  readonly definitions: readonly Definition[]
  readonly hooks?: ConnectOptions['hooks']
  readonly onHookError?: ConnectOptions['onHookError']
  readonly logger?: ConnectOptions['logger']
}

const CODE_KEYS = ['config', 'mounts', 'definitions', 'hooks', 'onHookError', 'logger'] as const

const CHECKS: Readonly<
  Record<(typeof CODE_KEYS)[number], readonly [string, (value: unknown) => boolean]>
> = {
  config: ['the path of a YAML file', (value) => typeof value === 'string' && value !== ''],
  mounts: ['a list of mounts with backends made in code', isListOfMounts],
  definitions: ['a list of definitions', Array.isArray],
  hooks: ['an object of hooks', isObject],
  onHookError: ['a function', (value) => typeof value === 'function'],
  logger: ['an object with debug, info, warn and error', isLogger],
}

/** Names that only code may give. */
export const codeKeys: readonly string[] = CODE_KEYS

/** Splits the argument of `connect` into settings and objects. */
export function argumentLayer(
  input: ConnectOptions,
  cwd: string,
): { readonly layer: Layer; readonly objects: CodeObjects; readonly problems: readonly Problem[] } {
  const given = Object.entries(input).filter(([, value]) => value !== undefined)
  const own = given.filter(([key, value]) => !isCodeKey(key) && !isAdapter(key, value))
  const code = Object.fromEntries(given.filter(([key]) => isCodeKey(key)))
  const problems = given.flatMap(([key, value]) => checkCodeKey(key, value))
  const plugins: readonly unknown[] = Array.isArray(input.plugins) ? input.plugins : []
  const adapters = given.filter(([key, value]) => isAdapter(key, value))
  const values = Object.fromEntries(own)
  if (Array.isArray(values.plugins)) values.plugins = plugins.filter((entry) => !isPlugin(entry))
  return {
    layer: layerOf(values, new Set(adapters.map(([key]) => key as SettingKey)), cwd),
    objects: {
      mounts: [],
      definitions: [],
      ...(problems.length === 0 && code),
      ...Object.fromEntries(adapters),
      plugins: plugins.filter(isPlugin),
    },
    problems,
  }
}

function layerOf(
  values: Readonly<Record<string, unknown>>,
  objects: ReadonlySet<SettingKey>,
  base: string,
): Layer {
  return {
    kind: 'argument',
    values,
    objects,
    texts: new Set(),
    broken: new Set(),
    base,
    where: () => 'argument',
    spell: formatPath,
  }
}

function checkCodeKey(key: string, value: unknown): readonly Problem[] {
  if (!isCodeKey(key)) return []
  const [phrase, check] = CHECKS[key]
  if (check(value)) return []
  return [{ where: 'argument', message: `${key} must be ${phrase}, found ${kindOf(value)}` }]
}

function isCodeKey(key: string): key is (typeof CODE_KEYS)[number] {
  return codeKeys.includes(key)
}

/** A store or backend made in code: it has methods, settings have none. */
function isAdapter(key: string, value: unknown): boolean {
  if (key === 'store') return hasMethod(value, 'commit')
  return key === 'backend' && isBackend(value)
}

function isBackend(value: unknown): boolean {
  return hasMethod(value, 'put') && hasMethod(value, 'get')
}

function isPlugin(entry: unknown): entry is PluginInCode {
  return isObject(entry) && ('plugin' in entry || ('kind' in entry && entry.kind === 'plugin'))
}

function isListOfMounts(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((mount) => isObject(mount) && 'backend' in mount && isBackend(mount.backend))
  )
}

function isLogger(value: unknown): boolean {
  return ['debug', 'info', 'warn', 'error'].every((level) => hasMethod(value, level))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function hasMethod(value: unknown, name: string): boolean {
  return (
    isObject(value) &&
    name in value &&
    typeof (value as Record<string, unknown>)[name] === 'function'
  )
}
