import type { Settings } from 'nexusfs'

/** Whether a plugin runs: it is listed, and not switched off. */
export function isEnabled({ plugins = [] }: Settings, name: string): boolean {
  return plugins.some((plugin) => plugin.name === name && plugin.enabled !== false)
}
