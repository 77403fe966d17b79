import { NexusError } from '../errors/index.ts'

/** Rules of a first path segment. */
export interface Namespace {
  readonly name: string
  readonly readonly: boolean
  /** Administrators only, reads included. */
  readonly adminOnly: boolean
  /** The second segment is a tenant. */
  readonly tenantSegment: boolean
  /** The third segment is an agent. */
  readonly agentSegment: boolean
}

/** Namespaces by name. */
export type Namespaces = ReadonlyMap<string, Namespace>

const BUILT_IN: readonly Namespace[] = [
  { name: 'workspace', readonly: false, adminOnly: false, tenantSegment: true, agentSegment: true },
  { name: 'shared', readonly: false, adminOnly: false, tenantSegment: true, agentSegment: false },
  {
    name: 'external',
    readonly: false,
    adminOnly: false,
    tenantSegment: false,
    agentSegment: false,
  },
  { name: 'system', readonly: true, adminOnly: true, tenantSegment: false, agentSegment: false },
  { name: 'archives', readonly: true, adminOnly: false, tenantSegment: true, agentSegment: false },
]

/** A custom namespace as it is configured. */
export interface CustomNamespace {
  readonly name: string
  readonly readonly?: boolean | undefined
  readonly adminOnly?: boolean | undefined
  readonly requiresTenant?: boolean | undefined
}

const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/

/**
 * The built-in namespaces and custom ones.
 * @throws `CONFIG_INVALID` for a name that is taken or no path segment.
 */
export function createNamespaces(custom: readonly CustomNamespace[] = []): Namespaces {
  const namespaces = new Map(BUILT_IN.map((namespace) => [namespace.name, namespace]))
  for (const { name, readonly = false, adminOnly = false, requiresTenant = true } of custom) {
    if (!NAME.test(name)) throw invalid(name, 'use letters, digits, ".", "_" and "-"')
    if (namespaces.has(name)) throw invalid(name, 'that name is taken')
    namespaces.set(name, {
      name,
      readonly,
      adminOnly,
      tenantSegment: requiresTenant,
      agentSegment: false,
    })
  }
  return namespaces
}

function invalid(name: string, reason: string): NexusError {
  return new NexusError(
    'CONFIG_INVALID',
    `Namespace ${JSON.stringify(name)} cannot be added: ${reason}.`,
  )
}
