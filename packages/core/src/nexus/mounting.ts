import { NexusError } from '../errors/index.ts'
import type { Mount } from '../mounts/index.ts'
import { DEFAULT_SPACE, parsePath, type VirtualPath } from '../path/index.ts'
import type { Backend, OperationDraft } from '../spec/index.ts'
import { makeDirectory, sendBatch } from '../trees/managed/index.ts'
import type { Session } from './session.ts'
import type { MountEntry, MountOptions, MountsFacet } from './types.ts'

/** The facet of mounts. */
export function createMounts(session: Session): MountsFacet {
  return {
    add: (mount) => session.call(undefined, () => addMount(session, mount, { logged: true })),
    remove: (idOrMountPoint) => session.call(undefined, () => removeMount(session, idOrMountPoint)),
    list: () =>
      session.call(undefined, () =>
        Promise.all(ownMounts(session).map((mount) => entryOf(session, mount))),
      ),
    get: (path) =>
      session.call(undefined, () => entryOf(session, session.locate(path, 'read').mount)),
  }
}

/**
 * Mounts a backend; its mount point becomes a directory, so that it appears in listings. Where `logged` is false, as for
 * what is configured and mounted at every start, only the making of that directory is an operation.
 */
export async function addMount(
  session: Session,
  options: MountOptions,
  { logged }: { readonly logged: boolean },
): Promise<{ id: string; mountPoint: string }> {
  const { parts } = session
  const { layout = 'cas', priority = 0, readonly = false, description } = options
  if (layout !== 'cas') {
    throw new NexusError(
      'NOT_SUPPORTED',
      `Cannot mount ${options.mountPoint}: layout "${layout}" is not supported.`,
      { hint: 'Use layout "cas".' },
    )
  }
  if (!Number.isSafeInteger(priority))
    throw new NexusError(
      'INVALID_ARGUMENT',
      `The priority ${priority} of ${options.mountPoint} is no integer.`,
    )
  const { path: mountPoint, space } = session.locate(options.mountPoint, 'read')
  if (mountPoint.segments.length === 0) {
    throw new NexusError(
      'INVALID_ARGUMENT',
      'The root is served by the default backend and cannot be a mount point.',
      { hint: 'Configure another default backend.' },
    )
  }
  requireOwnSpace(session, space, mountPoint, 'mounted')
  const mount: Mount = {
    id: parts.newId(),
    space,
    mountPoint,
    backend: parts.bucketOf(checkedBackend(options)),
    layout,
    priority,
    readonly,
    description,
  }
  parts.mounts.add(mount)
  try {
    const isMade = await ensureMountPoint(session, mount)
    if (logged && !isMade) await logMount(session, 'mount', mount)
  } catch (error) {
    parts.mounts.remove(mount.id)
    throw error
  }
  return { id: mount.id, mountPoint: mountPoint.text }
}

/** Gives whether it had to be made. */
async function ensureMountPoint(session: Session, mount: Mount): Promise<boolean> {
  const { space, mountPoint, backend } = mount
  const walk = await session.parts.store.resolve(space, mountPoint.segments)
  if (walk.found?.node.type === 'directory') return false
  const change = session.change(draftOf(session, 'mount', mount), undefined)
  const options = { parents: true, existOk: true, structuralDepth: 0 }
  await makeDirectory(session.parts.content, { space, path: mountPoint, backend }, options, change)
  return true
}

/** Logs what changes no node. */
async function logMount(session: Session, type: 'mount' | 'unmount', mount: Mount): Promise<void> {
  const operations = [draftOf(session, type, mount)]
  const batch = { space: mount.space, operations, mutations: [] }
  await sendBatch(session.parts.content, batch, mount.mountPoint.text)
}

function draftOf(session: Session, type: 'mount' | 'unmount', mount: Mount): OperationDraft {
  const { id, backend, layout, priority, readonly } = mount
  const details = { mount: id, backend: backend.type, layout, priority, readonly }
  return session.draft(type, mount.mountPoint, { details })
}

async function removeMount(session: Session, idOrMountPoint: string): Promise<void> {
  const { mounts } = session.parts
  const point = idOrMountPoint.startsWith('/') ? parsePath(idOrMountPoint).text : undefined
  const root = rootOf(session)
  const mount = ownMounts(session).find(
    (one) => one.id === idOrMountPoint || one.mountPoint.text === point,
  )
  if (mount === undefined) {
    throw new NexusError('NOT_FOUND', `Nothing is mounted as ${idOrMountPoint}.`, {
      hint: 'See mounts.list() for ids and mount points.',
    })
  }
  if (mount.id === root.id)
    throw new NexusError('INVALID_ARGUMENT', 'The root mount cannot be removed.', { path: '/' })
  requireOwnSpace(session, mount.space, mount.mountPoint, 'unmounted')
  await logMount(session, 'unmount', mount)
  mounts.remove(mount.id)
}

function checkedBackend({ backend, mountPoint }: MountOptions): Backend {
  if (typeof backend === 'object' && backend !== null) return backend
  throw new NexusError('INVALID_ARGUMENT', `Nothing was given to mount at ${mountPoint}.`, {
    hint: 'Give { mountPoint, backend }, the backend made by the factory of its package.',
  })
}

/** A space that several tenants reach is not any one tenant's to rearrange. @throws `ACCESS_DENIED`. */
function requireOwnSpace(
  { principal }: Session,
  space: string,
  { text }: VirtualPath,
  done: 'mounted' | 'unmounted',
): void {
  if (principal.isAdmin === true || space === (principal.tenant ?? DEFAULT_SPACE)) return
  throw new NexusError(
    'ACCESS_DENIED',
    `${text} cannot be ${done} by tenant "${principal.tenant}": every tenant reaches it.`,
    { path: text, hint: 'Ask an administrator, or mount below a directory of the tenant.' },
  )
}

function ownMounts(session: Session): readonly Mount[] {
  const own = session.parts.mounts.list(session.principal.tenant ?? DEFAULT_SPACE)
  if (session.principal.tenant === undefined) return own
  const shared = session.parts.mounts
    .list(DEFAULT_SPACE)
    .filter((mount) => isShared(session, mount.mountPoint))
  return [...shared, ...own]
}

/** A mount of the default space that callers of every tenant reach. */
function isShared(session: Session, { segments }: VirtualPath): boolean {
  return session.parts.namespaces.get(segments[0] ?? '')?.tenantSegment === false
}

function rootOf(session: Session): Mount {
  return session.parts.mounts.list(DEFAULT_SPACE).at(-1) as Mount
}

async function entryOf(session: Session, mount: Mount): Promise<MountEntry> {
  const { id, mountPoint, layout, priority, readonly, description, backend } = mount
  const { type, location } = backend.describe()
  const hiding = session.parts.mounts.findHiding(mount)
  const checked = await backend
    .check()
    .catch((error: Error) => ({ ok: false as const, problem: error.message }))
  const problem =
    hiding !== undefined
      ? `hidden by the mount ${hiding.mountPoint.text} of priority ${hiding.priority}`
      : checked.ok
        ? undefined
        : checked.problem
  return {
    id,
    mountPoint: mountPoint.text,
    backend: { type, location },
    layout,
    priority,
    readonly,
    description,
    problem,
  }
}
