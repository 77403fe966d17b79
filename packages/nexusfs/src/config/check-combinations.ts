import type { MergedSettings } from './merge-layers.ts'
import type { Problem } from './problems.ts'
import type { MountSettings, SettingKey } from './settings.ts'

const CONNECTOR = '_connector'

/** Finds settings that are sound by themselves and impossible together. */
export function checkCombinations(merged: MergedSettings): readonly Problem[] {
  return [
    ...checkMode(merged),
    ...checkPrincipal(merged),
    ...checkDatabase(merged),
    ...checkMounts(merged),
    ...checkNames(merged, 'namespaces'),
    ...checkNames(merged, 'plugins'),
  ]
}

function checkMode(merged: MergedSettings): readonly Problem[] {
  const { mode, url, apiKey } = merged.settings
  if (merged.isBroken('mode')) return []
  if (mode !== 'embedded') {
    const missing = [
      url === undefined && !merged.isBroken('url') && 'url',
      apiKey === undefined && !merged.isBroken('apiKey') && 'api_key',
    ].filter((key) => key !== false)
    if (missing.length === 0) return []
    const message = `mode ${mode} is remote and needs ${missing.join(' and ')}`
    return [{ where: merged.where('mode'), message }]
  }
  const remoteKeys = (['url', 'apiKey'] as const).filter((key) => {
    // Variables of that name are common in build environments, so alone they mean nothing.
    const origin = merged.origins.get(key)?.kind
    return (
      origin !== undefined && origin !== 'environment' && merged.rank(key) <= merged.rank('mode')
    )
  })
  return remoteKeys.map((key) => ({
    where: merged.where(key),
    message: `${merged.spell(key)} is for remote modes, but mode is embedded: remove it, or set mode to monolithic`,
  }))
}

function checkPrincipal(merged: MergedSettings): readonly Problem[] {
  const { agentId, tenantId } = merged.settings
  if (agentId === undefined || tenantId !== undefined || merged.isBroken('tenantId')) return []
  const message = `${merged.spell('agentId')} needs a tenant: agents belong to one`
  return [{ where: merged.where('agentId'), message }]
}

function checkDatabase(merged: MergedSettings): readonly Problem[] {
  const { store, dbPath } = merged.settings
  if (!merged.layers.has('dbPath') || dbPath === undefined) return []
  if (merged.isBroken('store') || merged.rank('dbPath') > merged.rank('store')) return []
  const where = merged.where('dbPath')
  const name = merged.spell('dbPath')
  if (store === undefined)
    return [{ where, message: `${name} has no effect on a store made in code: remove one` }]
  if (store.type !== 'sqlite')
    return [
      {
        where,
        message: `${name} is for the store sqlite, but the store is ${store.type}: remove one`,
      },
    ]
  if (store.config?.path === undefined) return []
  return [{ where, message: `${name} and the path of the store are both given: remove one` }]
}

function checkMounts(merged: MergedSettings): readonly Problem[] {
  const mounts = merged.settings.backends ?? []
  const seen = new Map<string, number>()
  return mounts.flatMap((mount, index) => {
    const problems: Problem[] = []
    if (mount.type.endsWith(CONNECTOR) && mount.layout === 'cas')
      problems.push({
        where: merged.where('backends', index, 'layout'),
        message: `${merged.spell('backends', index, 'layout')} is cas, but ${mount.type} means path: write type ${mount.type.slice(0, -CONNECTOR.length)}`,
      })
    problems.push(...checkMount(merged, mount, index))
    const place = `${mount.priority ?? 0} ${mount.mountPoint.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '')}`
    const first = seen.get(place)
    seen.set(place, first ?? index)
    if (first !== undefined)
      problems.push({
        where: merged.where('backends', index, 'mountPoint'),
        message: `${merged.spell('backends', index, 'mountPoint')} is that of backends[${first}], at the same priority: change one`,
      })
    return problems
  })
}

function checkMount(
  merged: MergedSettings,
  mount: MountSettings,
  index: number,
): readonly Problem[] {
  const problems: Problem[] = []
  const isPath = mount.layout === 'path' || mount.type.endsWith(CONNECTOR)
  if (mount.history !== undefined && !isPath)
    problems.push({
      where: merged.where('backends', index, 'history'),
      message: `${merged.spell('backends', index, 'history')} is for layout path: layout cas always keeps history`,
    })
  const [, first = ''] = /^\/+([^/]*)/.exec(mount.mountPoint) ?? []
  const own = (merged.settings.namespaces ?? []).map(({ name }) => name)
  if (mount.perTenant === true && [...BUILT_IN, ...own].includes(first))
    problems.push({
      where: merged.where('backends', index, 'perTenant'),
      message: `${merged.spell('backends', index, 'perTenant')} needs a mount_point outside of the namespaces, such as /mnt/outputs; /${first} is one`,
    })
  return problems
}

const BUILT_IN = ['workspace', 'shared', 'external', 'system', 'archives']

function checkNames(
  merged: MergedSettings,
  key: SettingKey & ('namespaces' | 'plugins'),
): readonly Problem[] {
  const seen = new Set<string>(key === 'namespaces' ? BUILT_IN : [])
  return (merged.settings[key] ?? []).flatMap(({ name }, index) => {
    if (!seen.has(name)) {
      seen.add(name)
      return []
    }
    const message = `${merged.spell(key, index, 'name')} "${name}" is taken: choose another name, or remove it`
    return [{ where: merged.where(key, index, 'name'), message }]
  })
}
