import { NexusError } from '../errors/index.ts'
import { DEFAULT_SPACE } from '../path/index.ts'
import type { Principal } from '../spec/index.ts'

const ID = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/

/** Whether text can name a tenant or an agent. */
export function isId(text: unknown): boolean {
  return typeof text === 'string' && ID.test(text)
}

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
  for (const name of ['user', 'run', 'requestId'] as const) checkText(name, principal[name])
  const { groups, isAdmin } = principal
  if (groups !== undefined && !Array.isArray(groups)) throw invalid('groups', groups, 'a list')
  for (const group of groups ?? []) checkText('groups', group)
  if (isAdmin !== undefined && typeof isAdmin !== 'boolean')
    throw invalid('isAdmin', isAdmin, 'true or false')
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
  const given = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  )
  const narrowed = checkPrincipal({ ...principal, ...given })
  for (const field of ['tenant', 'agent', 'user'] as const) {
    if (principal[field] !== undefined && principal[field] !== narrowed[field])
      throw widened(`${field}Id`)
  }
  if (narrowed.isAdmin === true && principal.isAdmin !== true) throw widened('isAdmin')
  const known = principal.groups
  if (known !== undefined && !narrowed.groups?.every((group) => known.includes(group)))
    throw widened('groups')
  return narrowed
}

function checkId(name: string, id: string | undefined): void {
  if (id === undefined || isId(id)) return
  throw new NexusError('INVALID_ARGUMENT', `${name} ${JSON.stringify(id)} is not valid.`, {
    hint: 'Use 1 to 128 of A-Z a-z 0-9 . _ -, not starting with a dot.',
  })
}

function checkText(name: string, value: unknown): void {
  const isSound =
    value === undefined ||
    (typeof value === 'string' && value !== '' && value.length <= 256 && value.isWellFormed())
  if (!isSound) throw invalid(name, value, 'text of 1 to 256 characters')
}

function invalid(name: string, value: unknown, wanted: string): NexusError {
  return new NexusError('INVALID_ARGUMENT', `${name} ${JSON.stringify(value)} is not valid.`, {
    hint: `Give ${wanted}.`,
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
