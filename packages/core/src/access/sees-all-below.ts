import type { Namespaces, VirtualPath } from '../path/index.ts'
import type { Principal } from '../spec/index.ts'

/**
 * Whether a principal may see everything that can lie below a directory that it sees, by the structural rules, in the
 * space that the directory lies in. What copies whole trees must know, since it does not look at every path.
 */
export function seesAllBelow(
  path: VirtualPath,
  { isAdmin, tenant, agent }: Principal,
  namespaces: Namespaces,
): boolean {
  if (isAdmin === true) return true
  const depth = path.segments.length
  return [...namespaces.values()].every(({ name, adminOnly, tenantSegment, agentSegment }) => {
    if (depth > 0 && path.segments[0] !== name) return true
    if (adminOnly && depth === 0 && (tenantSegment || tenant === undefined)) return false
    return !tenantSegment || !agentSegment || agent === undefined || depth > 2
  })
}
