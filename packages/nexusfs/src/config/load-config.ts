import { NexusError } from '@nexusfs/core'
import type { ConnectOptions, Surroundings } from '../connect-options.ts'
import { argumentLayer, type CodeObjects, codeKeys } from './argument-layer.ts'
import { checkCombinations } from './check-combinations.ts'
import { environmentLayer } from './environment-layer.ts'
import { fileLayer } from './file-layer.ts'
import { findConfigFiles } from './find-config-files.ts'
import type { Layer } from './layer.ts'
import { type MergedSettings, mergeLayers } from './merge-layers.ts'
import type { Problem } from './problems.ts'
import { kindOf, validateLayer } from './validate-layer.ts'

/** The configuration with everything that is known about it. */
export interface LoadedConfig {
  readonly merged: MergedSettings
  readonly objects: CodeObjects
  /** Absolute paths of the files that were read, the strongest first. */
  readonly files: readonly string[]
  readonly problems: readonly Problem[]
}

/** Reads and checks every layer; what is wrong is collected, not thrown. */
export async function loadConfig(
  input: string | ConnectOptions | undefined,
  { env, cwd, home }: Surroundings,
): Promise<LoadedConfig> {
  const argument = argumentLayer(toOptions(input), cwd)
  const environment = environmentLayer(env, cwd)
  const found = findConfigFiles(namedFile(argument.objects.config, env), cwd, home)
  const files = await Promise.all(found.sources.map((source) => fileLayer(source, env)))
  const layers = [argument.layer, environment.layer, ...files.map(({ layer }) => layer)]
  const checked = layers
    .map(normalizePlugins)
    .map((layer) => validateLayer(layer, layer.kind === 'argument' ? codeKeys : []))
  const merged = mergeLayers(checked, { cwd, home })
  const problems = [
    ...argument.problems,
    ...environment.problems,
    ...found.problems,
    ...files.flatMap((file) => file.problems),
    ...checked.flatMap((layer) => layer.problems),
    ...checkCombinations(merged),
  ]
  return {
    merged,
    objects: argument.objects,
    files: found.sources.map(({ path }) => path),
    problems,
  }
}

function toOptions(input: unknown): ConnectOptions {
  if (input === undefined) return {}
  if (typeof input === 'string') return { config: input }
  const prototype =
    typeof input === 'object' && input !== null ? Object.getPrototypeOf(input) : undefined
  if (
    prototype === Object.prototype ||
    (input !== undefined && prototype === null && kindOf(input) === 'a mapping')
  )
    return input as ConnectOptions
  throw new NexusError('INVALID_ARGUMENT', `connect() was given ${kindOf(input)}.`, {
    hint: 'Give an object of settings, the path of a YAML file, or nothing.',
  })
}

function namedFile(
  argument: string | undefined,
  env: Surroundings['env'],
): { readonly path: string; readonly by: string } | undefined {
  if (argument !== undefined) return { path: argument, by: 'argument' }
  const path = env.NEXUS_CONFIG
  return path ? { path, by: 'NEXUS_CONFIG' } : undefined
}

/** A plugin may be given by its name alone. */
function normalizePlugins(layer: Layer): Layer {
  const { plugins } = layer.values
  if (!Array.isArray(plugins)) return layer
  const named = plugins.map((entry: unknown) =>
    typeof entry === 'string' ? { name: entry } : entry,
  )
  return { ...layer, values: { ...layer.values, plugins: named } }
}
