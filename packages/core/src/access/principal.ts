import { NexusError } from '../errors/index.ts'
import { DEFAULT_SPACE } from '../path/index.ts'
import type { Principal } from '../spec/index.ts'

const ID = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/

/**
 * Checks the ids of a principal.
 * @throws `INVALID_ARGUMENT` naming the id and the rule.
 */
export function checkPrincipal(principal: Principal): Principal {
  checkId('tenantId', principal.tenant)
  if (principal.tenant === DEFAULT_SPACE) {
    throw new NexusError(
      'INVALID_ARGUMENT',
      `tenantId "${DEFAULT_SPACE}" is taken: it is the space of callers without a tenant.`,
      {
        hint: 'Choose another tenant id, or connect without one.',
      },
    )
  }
  checkId('agentId', principal.agent)
  if (principal.agent !== undefined && principal.tenant === undefined) {
    throw new NexusError(
      'INVALID_ARGUMENT',
      `agentId "${principal.agent}" was given without a tenantId.`,
      {
        hint: 'Agents belong to a tenant: give both.',
      },
    )
  }
  return principal
}

/** The subject that creates what a principal makes: its agent, else user, else tenant. */
export function subjectOf(principal: Principal): string | undefined {
  if (principal.agent !== undefined) return `agent:${principal.agent}`
  if (principal.user !== undefined) return `user:${principal.user}`
  return principal.tenant === undefined ? undefined : `tenant:${principal.tenant}`
}

/** Fields that a narrower principal may set. */
export interface Narrowing {
  readonly tenant?: string | undefined
  readonly agent?: string | undefined
  readonly user?: string | undefined
  readonly groups?: readonly string[] | undefined
  readonly isAdmin?: boolean | undefined
  readonly run?: string | undefined
  readonly requestId?: string | undefined
}

/**
 * The principal of a child handle: open fields may be set, set ones not changed, groups may shrink, administration may
 * be dropped; run and request id are free.
 * @throws `ACCESS_DENIED` for a field that would widen it.
 */
export function narrowPrincipal(principal: Principal, change: Narrowing): Principal {
  for (const field of ['tenant', 'agent', 'user'] as const) {
    const wanted = change[field]
    if (wanted !== undefined && principal[field] !== undefined && principal[field] !== wanted)
      throw widened(`${field}Id`)
  }
  if (change.isAdmin === true && principal.isAdmin !== true) throw widened('isAdmin')
  const groups = change.groups
  if (groups !== undefined && principal.groups !== undefined) {
    const known = principal.groups
    if (!groups.every((group) => known.includes(group))) throw widened('groups')
  }
  const given = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  )
  return checkPrincipal({ ...principal, ...given })
}

function checkId(name: string, id: string | undefined): void {
  if (id === undefined || (typeof id === 'string' && ID.test(id))) return
  throw new NexusError('INVALID_ARGUMENT', `${name} ${JSON.stringify(id)} is not valid.`, {
    hint: 'Use 1 to 128 of A-Z a-z 0-9 . _ -, not starting with a dot.',
  })
}

function widened(field: string): NexusError {
  return new NexusError(
    'ACCESS_DENIED',
    `as() cannot change ${field}: this handle has it set already, or may not have it.`,
    {
      hint: 'Start from the handle that connect() returned, or connect again.',
    },
  )
}
