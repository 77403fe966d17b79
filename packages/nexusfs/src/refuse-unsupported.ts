import { NexusError } from '@nexusfs/core'
import type { MergedSettings } from './config/merge-layers.ts'
import type { MountSettings } from './config/settings.ts'

/**
 * Refuses settings that this version cannot keep its word on.
 * @throws `NOT_SUPPORTED` naming the setting, where it was made, and what is missing.
 */
export function refuseUnsupported(merged: MergedSettings): void {
  const { mode = 'embedded', permissions } = merged.settings
  if (mode !== 'embedded') {
    throw new NexusError(
      'NOT_SUPPORTED',
      `Cannot connect with mode ${mode} (${merged.where('mode')}): this version has no client for a remote server.`,
      { hint: 'Use mode embedded.' },
    )
  }
  if (permissions === 'enforce') {
    throw new NexusError(
      'NOT_SUPPORTED',
      `Cannot enforce permissions (${merged.where('permissions')}): this version has no grants.`,
      { hint: 'Leave permissions off; the rules of tenants, agents and namespaces always hold.' },
    )
  }
}

/** The layout of a mount: given, or that which its type stands for. */
export function layoutOf({ type, layout }: MountSettings): 'cas' | 'path' {
  return layout ?? (type.endsWith('_connector') ? 'path' : 'cas')
}
