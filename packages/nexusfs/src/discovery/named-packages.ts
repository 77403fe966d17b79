import type { Settings } from '../config/settings.ts'

/** The packages that a configuration names, each once, in the order of its settings. */
export function namedPackages(settings: Settings): readonly string[] {
  const { store, backend, backends = [], plugins = [] } = settings
  const named = [store, backend, ...backends, ...plugins].map((entry) => entry?.package)
  return [...new Set(named.filter((name) => name !== undefined))]
}
