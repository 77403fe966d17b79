import { NexusError } from '../errors/index.ts'
import { DEFAULT_SPACE, type VirtualPath } from '../path/index.ts'
import type { Id } from '../spec/index.ts'
import type { Session } from './session.ts'
import type { MountHistory, MountOptions } from './types.ts'

const CONNECTOR = /_connector$/
const LAYOUTS: readonly unknown[] = ['cas', 'path']
const HISTORIES: readonly unknown[] = ['versioning', 'cas', 'none']
/** Longest description, in UTF-16 units. */
const MAX_DESCRIPTION = 4_096

/** A mount that was asked for, checked. */
export interface MountRequest {
  readonly id: Id
  /** The space of whoever asks; that of the first of its mounts where it is per tenant. */
  readonly space: string
  readonly mountPoint: VirtualPath
  readonly layout: 'cas' | 'path'
  readonly priority: number
  readonly readonly: boolean
  readonly perTenant: boolean
  readonly saved: boolean
  readonly description: string | undefined
  readonly history: MountHistory | undefined
}

/** Checks everything that is not the backend. @throws `INVALID_ARGUMENT`, `ACCESS_DENIED`. */
export function checkMount(session: Session, options: MountOptions): MountRequest {
  const { priority = 0, readonly = false, perTenant = false, save = false } = options
  const { description, history } = options
  const layout = layoutOf(options)
  if (!Number.isSafeInteger(priority)) throw invalid(options, `priority ${priority} is no integer`)
  for (const [name, flag] of Object.entries({ readonly, perTenant, save }))
    if (typeof flag !== 'boolean') throw invalid(options, `${name} is neither true nor false`)
  if (history !== undefined && (layout !== 'path' || !HISTORIES.includes(history)))
    throw invalid(
      options,
      layout === 'path'
        ? `history ${JSON.stringify(history)} is none of versioning, cas and none`
        : 'history is for layout path: a mount of layout cas always keeps all of it',
    )
  const isText = typeof description === 'string' && description.isWellFormed()
  if (description !== undefined && !(isText && description.length <= MAX_DESCRIPTION))
    throw invalid(options, `its description is no text of at most ${MAX_DESCRIPTION} characters`)
  const { path: mountPoint, space } = session.locate(options.mountPoint, 'read')
  if (mountPoint.segments.length === 0)
    throw new NexusError(
      'INVALID_ARGUMENT',
      'The root is served by the default backend and cannot be a mount point.',
      { hint: 'Configure another default backend.' },
    )
  if (perTenant) requireOwnNames(session, mountPoint)
  const rest = { priority, readonly, perTenant, saved: save, description, history }
  return { id: session.parts.newId(), space, mountPoint, layout, ...rest }
}

/** A space that several tenants reach is not any one tenant's to rearrange. @throws `ACCESS_DENIED`. */
export function requireOwnSpace(
  { principal }: Session,
  {
    space,
    perTenant,
    mountPoint: { text },
  }: Pick<MountRequest, 'space' | 'mountPoint'> & {
    readonly perTenant?: boolean | undefined
  },
  done: 'mounted' | 'unmounted' | 'opened',
): void {
  if (principal.isAdmin === true) return
  const isOwn = space === (principal.tenant ?? DEFAULT_SPACE)
  if (isOwn && (perTenant !== true || principal.tenant === undefined)) return
  throw new NexusError(
    'ACCESS_DENIED',
    `${text} cannot be ${done} by tenant "${principal.tenant}": every tenant has or reaches it.`,
    { path: text, hint: 'Ask an administrator, or mount below a directory of the tenant.' },
  )
}

function layoutOf(options: MountOptions): 'cas' | 'path' {
  const isConnector = options.type !== undefined && CONNECTOR.test(options.type)
  const { layout = isConnector ? 'path' : 'cas' } = options
  if (!LAYOUTS.includes(layout))
    throw invalid(options, `layout ${JSON.stringify(layout)} is neither cas nor path`)
  if (isConnector && layout === 'cas')
    throw invalid(options, `layout cas contradicts type ${options.type}, which means path`)
  return layout
}

/** Where a tenant is part of the path, or all share one space, there is nothing for each space to have. */
function requireOwnNames({ parts }: Session, { segments, text }: VirtualPath): void {
  const namespace = parts.namespaces.get(segments[0] ?? '')
  if (namespace === undefined) return
  throw new NexusError(
    'INVALID_ARGUMENT',
    `${text} cannot be mounted per tenant: /${namespace.name} ${namespace.tenantSegment ? 'names the tenant in the path' : 'is one for all tenants'}.`,
    { path: text, hint: 'Mount it outside of the namespaces, for instance at /mnt/outputs.' },
  )
}

function invalid({ mountPoint }: MountOptions, what: string): NexusError {
  return new NexusError('INVALID_ARGUMENT', `Cannot mount ${String(mountPoint)}: ${what}.`, {
    hint: 'Correct that option of the mount.',
  })
}
