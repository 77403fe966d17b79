import { NexusError } from '../../errors/index.ts'
import { parseAt } from '../../history/index.ts'
import { DEFAULT_SPACE, ROOT_PATH, spaceOf, type VirtualPath } from '../../path/index.ts'
import type { OperationQuery } from '../../spec/index.ts'
import type { Session } from '../session.ts'
import type { OperationFilter } from '../types.ts'

/** A filter as stores understand it. */
export interface ParsedFilter {
  /** Where the operations are: one space, or for an administrator who asks for a tenant also the one that all share. */
  readonly spaces: readonly string[]
  readonly path: VirtualPath | undefined
  /** All members but the path. */
  readonly query: Omit<OperationQuery, 'path' | 'nodes' | 'after' | 'limit'>
  /** Only operations of which the caller may see who did them. */
  readonly asksWho: boolean
}

/** @throws `INVALID_ARGUMENT`, `INVALID_PATH`, `ACCESS_DENIED`. */
export function parseFilter(session: Session, filter: OperationFilter): ParsedFilter {
  const { types, tenant, agent, run, since, until } = filter
  checkTexts({ tenant, agent, run })
  checkTypes(types)
  const path = placeOf(session, filter.path)
  const under = placeOf(session, filter.under)
  return {
    spaces: spacesOf(session, path ?? under, tenant),
    path,
    query: {
      ...{ under: under?.text, types, tenant, agent, run },
      ...{ since: timeOf('since', since), until: timeOf('until', until) },
    },
    asksWho: tenant !== undefined || agent !== undefined || run !== undefined,
  }
}

function placeOf(session: Session, path: string | undefined): VirtualPath | undefined {
  return path === undefined ? undefined : session.locate(path, 'read').path
}

function spacesOf(
  { principal, parts: { namespaces } }: Session,
  place: VirtualPath | undefined,
  tenant: string | undefined,
): readonly string[] {
  const own = spaceOf(place ?? ROOT_PATH, principal, namespaces)
  const isForeign = place === undefined && tenant !== undefined && principal.isAdmin === true
  return isForeign ? [...new Set([tenant, DEFAULT_SPACE])] : [own]
}

/** Milliseconds UTC. @throws `INVALID_ARGUMENT`. */
function timeOf(option: string, value: Date | string | number | undefined): number | undefined {
  if (value === undefined) return undefined
  const wanted = 'a Date, milliseconds since 1970, or a time such as "2026-11-21T09:30:00Z"'
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return Math.ceil(value)
    throw invalid(option, value, wanted)
  }
  const point = parseAt(value)
  if (point.kind === 'time') return point.time
  throw invalid(option, value, wanted)
}

function checkTypes(types: unknown): void {
  if (types === undefined || (Array.isArray(types) && types.every(isText))) return
  throw invalid('types', types, 'a list of types such as ["write", "delete"]')
}

function checkTexts(options: Readonly<Record<string, unknown>>): void {
  for (const [option, value] of Object.entries(options))
    if (value !== undefined && !isText(value)) throw invalid(option, value, 'text')
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function invalid(option: string, value: unknown, wanted: string): NexusError {
  const shown = (JSON.stringify(value) ?? String(value)).slice(0, 200)
  return new NexusError('INVALID_ARGUMENT', `The option ${option} is ${shown}.`, {
    hint: `Give ${wanted}.`,
  })
}
