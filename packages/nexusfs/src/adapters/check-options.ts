import type { OptionSchema } from '@nexusfs/core'
import { pathKey, type ValuePath } from '../config/layer.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import type { Problem } from '../config/problems.ts'
import type { SettingKey } from '../config/settings.ts'
import { type CheckedOptions, validateOptions } from './validate-options.ts'

/**
 * Checks the `config` of one adapter or plugin against its schema.
 * @param place - Of the adapter or plugin in the configuration.
 * @returns What the schema says, with every problem and its line.
 * @throws `PLUGIN_CONTRACT` for a schema that throws or answers nothing.
 */
export async function checkOptions(
  schema: OptionSchema<unknown>,
  given: Readonly<Record<string, unknown>>,
  [key, ...rest]: readonly [SettingKey, ...ValuePath],
  { merged }: LoadedConfig,
): Promise<Omit<CheckedOptions, 'issues'> & { readonly problems: readonly Problem[] }> {
  const layer = merged.layers.get(key)
  const { issues, ...checked } = await validateOptions(
    schema,
    given,
    (path) => layer?.texts.has(pathKey([key, ...rest, 'config', ...path])) ?? false,
    (name) => layer?.spell([name]) ?? name,
  )
  const problems = issues.map(({ path, message }) => ({
    where: merged.where(key, ...rest, 'config', ...path),
    message: `${merged.spell(key, ...rest, 'config', ...path)} ${message}`,
  }))
  return { ...checked, problems }
}
