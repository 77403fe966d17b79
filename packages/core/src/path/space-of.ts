import type { Principal } from '../spec/index.ts'
import type { Namespaces } from './namespaces.ts'
import type { VirtualPath } from './virtual-path.ts'

/** The space of callers without a tenant, and of namespaces without a tenant segment. */
export const DEFAULT_SPACE = 'default'

/** The space a path lies in for a principal whom the structural rules have let pass. A pure function. */
export function spaceOf(path: VirtualPath, principal: Principal, namespaces: Namespaces): string {
  const own = principal.tenant ?? DEFAULT_SPACE
  const namespace = namespaces.get(path.segments[0] ?? '')
  if (namespace === undefined) return own
  if (!namespace.tenantSegment) return DEFAULT_SPACE
  const tenant = path.segments[1]
  if (tenant === undefined) return own
  if (principal.tenant === undefined && principal.isAdmin !== true) return DEFAULT_SPACE
  return tenant
}
