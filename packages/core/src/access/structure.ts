import { NexusError } from '../errors/index.ts'
import type { Namespaces, VirtualPath } from '../path/index.ts'
import type { Principal } from '../spec/index.ts'
import { isId } from './principal.ts'

/** What a call wants to do at a path. */
export type Intent = 'read' | 'write'

/**
 * The structural rules: tenant, agent, administrator and read-only.
 * @throws `ACCESS_DENIED` for a path that names another tenant or agent or is for administrators, `READ_ONLY` for a
 * write to a read-only namespace, `INVALID_PATH` for an administrator's path that names no possible tenant.
 */
export function checkStructure(
  path: VirtualPath,
  principal: Principal,
  namespaces: Namespaces,
  intent: Intent,
): void {
  const denial = denialOf(path, principal, namespaces)
  if (denial !== undefined) throw accessDenied(path, intent, denial, principal)
  if (principal.isAdmin === true) requireTenantName(path, namespaces)
  if (intent === 'read') return
  const namespace = namespaces.get(path.segments[0] ?? '')
  if (namespace?.readonly === true) {
    throw new NexusError(
      'READ_ONLY',
      `Cannot write ${path.text}: namespace "${namespace.name}" is read-only.`,
      {
        path: path.text,
        hint: 'Write under /workspace or /shared, or ask an administrator.',
      },
    )
  }
}

/** Whether a principal may see that a path exists, by the structural rules. */
export function isVisible(
  path: VirtualPath,
  principal: Principal,
  namespaces: Namespaces,
): boolean {
  return denialOf(path, principal, namespaces) === undefined
}

/** Whether a directory exists by structure alone: the root, namespaces, the caller's tenant and agent directories. */
export function isStructural(
  path: VirtualPath,
  principal: Principal,
  namespaces: Namespaces,
): boolean {
  const [first, tenant, agent] = path.segments
  if (first === undefined) return true
  const namespace = namespaces.get(first)
  if (namespace === undefined) return false
  const depth = path.segments.length
  if (depth === 1) return true
  if (!namespace.tenantSegment) return false
  if (depth === 2) return principal.isAdmin === true || tenant === principal.tenant
  return (
    depth === 3 &&
    namespace.agentSegment &&
    agent !== undefined &&
    agent === principal.agent &&
    tenant === principal.tenant
  )
}

/** Names that exist by structure directly below a directory, for a principal. */
export function structuralChildren(
  path: VirtualPath,
  principal: Principal,
  namespaces: Namespaces,
): string[] {
  const [first] = path.segments
  if (first === undefined) {
    return [...namespaces.values()]
      .filter((namespace) => !namespace.adminOnly || principal.isAdmin === true)
      .map(({ name }) => name)
  }
  const namespace = namespaces.get(first)
  if (namespace?.tenantSegment !== true || principal.tenant === undefined) return []
  if (path.segments.length === 1) return [principal.tenant]
  const ownTenant = path.segments.length === 2 && path.segments[1] === principal.tenant
  return ownTenant && namespace.agentSegment && principal.agent !== undefined
    ? [principal.agent]
    : []
}

/** An administrator reaches the space of the tenant that a path names, so it must be a name that a tenant can have. */
function requireTenantName(path: VirtualPath, namespaces: Namespaces): void {
  const [first = '', tenant] = path.segments
  if (tenant === undefined || namespaces.get(first)?.tenantSegment !== true || isId(tenant)) return
  throw new NexusError(
    'INVALID_PATH',
    `Path ${path.text} is not valid for an administrator: no tenant can be named ${JSON.stringify(tenant)}.`,
    { path: path.text, hint: `Name a tenant: /${first}/{tenant}/…` },
  )
}

type Denial = 'tenant' | 'agent' | 'admin'

function denialOf(
  path: VirtualPath,
  principal: Principal,
  namespaces: Namespaces,
): Denial | undefined {
  const [first, tenant, agent] = path.segments
  const namespace = namespaces.get(first ?? '')
  if (namespace === undefined || principal.isAdmin === true) return undefined
  if (namespace.adminOnly) return isPublicSkill(path) ? undefined : 'admin'
  if (!namespace.tenantSegment || principal.tenant === undefined || tenant === undefined)
    return undefined
  if (tenant !== principal.tenant) return 'tenant'
  if (!namespace.agentSegment || principal.agent === undefined || agent === undefined)
    return undefined
  return agent === principal.agent ? undefined : 'agent'
}

/** `/system/skills` is the one part of `/system` that everybody may read. */
function isPublicSkill(path: VirtualPath): boolean {
  return path.segments[0] === 'system' && path.segments[1] === 'skills'
}

function accessDenied(
  path: VirtualPath,
  intent: Intent,
  denial: Denial,
  principal: Principal,
): NexusError {
  const reason = {
    tenant: `it belongs to another tenant than "${principal.tenant}"`,
    agent: `it belongs to another agent than "${principal.agent}"`,
    admin: `namespace "${path.segments[0]}" is for administrators`,
  }[denial]
  const hint = {
    tenant: `Use /${path.segments[0]}/${principal.tenant}/…, or connect({ tenantId }) as the tenant that owns it.`,
    agent: `Use /workspace/${principal.tenant}/${principal.agent}/…, or share files under /shared/${principal.tenant}.`,
    admin: 'Ask an administrator, or connect({ isAdmin: true }).',
  }[denial]
  return new NexusError('ACCESS_DENIED', `Cannot ${intent} ${path.text}: ${reason}.`, {
    path: path.text,
    hint,
  })
}
