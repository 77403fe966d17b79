import { type Layer, pathKey } from './layer.ts'
import type { Problem } from './problems.ts'
import { SETTING_KEYS, STRUCTURED } from './setting-keys.ts'
import type { SettingKey } from './settings.ts'
import { toSnakeCase } from './spelling.ts'

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

// The flags of the command line are shorter than the keys; each has its variable too.
const SHORT_NAMES: Partial<Record<SettingKey, string>> = {
  tenantId: 'NEXUS_TENANT',
  agentId: 'NEXUS_AGENT',
  userId: 'NEXUS_USER',
}

/** Reads `NEXUS_<KEY>`; an empty variable counts as unset. */
export function environmentLayer(
  env: Environment,
  cwd: string,
): { readonly layer: Layer; readonly problems: readonly Problem[] } {
  const values: Record<string, unknown> = {}
  const names = new Map<PropertyKey, string>()
  const problems: Problem[] = []
  for (const key of SETTING_KEYS) {
    const name = longName(key)
    const short = SHORT_NAMES[key]
    const text = env[name] || (short === undefined ? undefined : env[short])
    if (!text) continue
    if (STRUCTURED.has(key)) {
      problems.push({
        where: name,
        message: `${toSnakeCase(key)} is a structure: write it in nexus.yaml`,
      })
      continue
    }
    if (short !== undefined && env[short] && env[short] !== text)
      problems.push({ where: name, message: `${name} and ${short} differ: unset one of them` })
    values[key] = key === 'groups' ? text.split(',').map((group) => group.trim()) : text
    names.set(key, env[name] ? name : (short ?? name))
  }
  return { layer: layerOf(values, names, cwd), problems }
}

function layerOf(
  values: Readonly<Record<string, unknown>>,
  names: ReadonlyMap<PropertyKey, string>,
  base: string,
): Layer {
  return {
    kind: 'environment',
    values,
    objects: new Set(),
    texts: new Set(Object.keys(values).map((key) => pathKey([key]))),
    broken: new Set(),
    base,
    where: ([key]) => names.get(key ?? '') ?? 'environment',
    spell: ([key, ...rest]) =>
      `${toSnakeCase(String(key))}${rest.length > 0 ? ` (item ${Number(rest[0]) + 1})` : ''}`,
  }
}

function longName(key: SettingKey): string {
  return `NEXUS_${toSnakeCase(key).toUpperCase()}`
}
