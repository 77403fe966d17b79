import type { Settings } from '../config/settings.ts'
import type { ProvidedKind } from './types.ts'

/** A package that a configuration names for a kind and type. */
export interface NamedPackage {
  readonly kind: ProvidedKind
  readonly type: string
  readonly package: string
}

const CONNECTOR = /_connector$/

/** The packages that a configuration names, in the order of its settings. */
export function namedPackages(settings: Settings): readonly NamedPackage[] {
  const { store, backend, backends = [], plugins = [] } = settings
  const stores = store === undefined ? [] : [{ kind: 'store' as const, ...store }]
  const mounted = [...(backend === undefined ? [] : [backend]), ...backends].map((one) => ({
    ...{ kind: 'backend' as const, package: one.package },
    type: one.type.replace(CONNECTOR, ''),
  }))
  const switched = plugins.map((one) => ({
    ...{ kind: 'plugin' as const, type: one.name, package: one.package },
  }))
  return [...stores, ...mounted, ...switched].flatMap(({ kind, type, package: name }) =>
    name === undefined ? [] : [{ kind, type, package: name }],
  )
}
