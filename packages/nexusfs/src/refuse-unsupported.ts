import { NexusError } from '@nexusfs/core'
import type { MergedSettings } from './config/merge-layers.ts'
import type { MountSettings } from './config/settings.ts'

/**
 * Refuses settings that this version cannot keep its word on.
 * @throws `NOT_SUPPORTED` naming the setting, where it was made, and what is missing.
 */
export function refuseUnsupported(merged: MergedSettings): void {
  const { mode = 'embedded', permissions, backends = [] } = merged.settings
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
  const index = backends.findIndex((mount) => layoutOf(mount) === 'path')
  const mount = backends[index]
  if (mount === undefined) return
  throw new NexusError(
    'NOT_SUPPORTED',
    `Cannot mount ${mount.mountPoint} (${merged.where('backends', index)}): this version has no mounts of layout path.`,
    {
      path: mount.mountPoint,
      hint: `Use type ${mount.type.replace(/_connector$/, '')} with layout cas.`,
    },
  )
}

/** The layout of a mount: given, or that which its type stands for. */
export function layoutOf({ type, layout }: MountSettings): 'cas' | 'path' {
  return layout ?? (type.endsWith('_connector') ? 'path' : 'cas')
}
