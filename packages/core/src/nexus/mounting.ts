import { driverOf, type MountedBucket } from '../content/index.ts'
import { NexusError } from '../errors/index.ts'
import type { Mount } from '../mounts/index.ts'
import { DEFAULT_SPACE, parsePath, type VirtualPath } from '../path/index.ts'
import type { Backend, Mutation, OperationDraft } from '../spec/index.ts'
import { makeDirectory, sendBatch } from '../trees/managed/index.ts'
import { mountDetails, mountEntry } from './mount-entry.ts'
import { namedOf } from './mount-maker.ts'
import { MOUNT_RECORDS, recordOf } from './mount-records.ts'
import { checkMount, type MountRequest, requireOwnSpace } from './mount-request.ts'
import { rulesOf, testMount } from './mount-testing.ts'
import type { Session } from './session.ts'
import type { MountOptions, MountsFacet } from './types.ts'

/** The facet of mounts. */
export function createMounts(session: Session): MountsFacet {
  const at = (path: string): Mount => session.locate(path, 'read').mount
  return {
    add: (mount) => session.call(undefined, () => addMount(session, mount, { logged: true })),
    remove: (idOrMountPoint) => session.call(undefined, () => removeMount(session, idOrMountPoint)),
    list: () =>
      session.call(undefined, () =>
        Promise.all(ownMounts(session).map((mount) => mountEntry(session, mount))),
      ),
    get: (path) => session.call(undefined, () => mountDetails(session, at(path))),
    test: (path, { signal } = {}) =>
      session.call(signal, () => testMount(session, at(path), signal)),
    rules: (path, { signal } = {}) => session.call(signal, () => rulesOf(at(path), signal)),
    backend: <Driver extends Backend>(path: string) =>
      session.now(() => driverAt(session, at(path)) as Driver),
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
  const { maker, mounts } = session.parts
  const request = checkMount(session, options)
  if (logged) requireOwnSpace(session, request, 'mounted')
  if (logged && options.type !== undefined) requireOpener(session, request)
  if (request.saved) await requireSavable(session, options)
  const opened = await maker.open(options)
  let mount: Mount | undefined
  try {
    mount = maker.add(request, opened)
    const isMade = await ensureMountPoint(session, mount, request.saved ? 'mkdir' : 'mount')
    if (request.saved) await save(session, request, mount, { ...options, ...opened.held })
    else if (logged && !isMade) await logMount(session, 'mount', mount)
  } catch (error) {
    if (mount !== undefined) mounts.remove(mount.id)
    await maker.giveUp(opened)
    throw error
  }
  return { id: mount.id, mountPoint: mount.mountPoint.text }
}

/** Makes the directories of mount points that are new to a space. */
export async function prepareSpace(session: Session, space: string): Promise<void> {
  for (const mount of session.parts.mounts.list(space))
    if (mount.perTenant === true) await ensureMountPoint(session, mount, 'mount')
}

/** Gives whether it had to be made. */
async function ensureMountPoint(
  session: Session,
  mount: Mount,
  type: 'mount' | 'mkdir',
): Promise<boolean> {
  const { space, mountPoint, backend } = mount
  const walk = await session.parts.store.resolve(space, mountPoint.segments)
  if (walk.found?.node.type === 'directory') return false
  const draft = type === 'mkdir' ? session.draft(type, mountPoint) : draftOf(session, type, mount)
  const options = { parents: true, existOk: true, structuralDepth: 0 }
  const place = { space, path: mountPoint, backend }
  await makeDirectory(session.parts.content, place, options, session.change(draft, undefined))
  return true
}

async function save(
  session: Session,
  request: MountRequest,
  mount: Mount,
  options: MountOptions,
): Promise<void> {
  const named = namedOf(options)
  const value = recordOf(request, { ...options, ...named }, options.options ?? {})
  await logMount(session, 'mount', mount, [
    { kind: 'record', collection: MOUNT_RECORDS, key: mount.id, action: 'put', value },
  ])
}

/** Logs what changes no node. */
async function logMount(
  session: Session,
  type: 'mount' | 'unmount',
  mount: Mount,
  mutations: readonly Mutation[] = [],
): Promise<void> {
  const operations = [draftOf(session, type, mount)]
  const batch = { space: mount.space, operations, mutations }
  await sendBatch(session.parts.content, batch, mount.mountPoint.text)
}

function draftOf(session: Session, type: 'mount' | 'unmount', mount: Mount): OperationDraft {
  const { id, backend, layout, priority, readonly } = mount
  const details = { mount: id, backend: backend.type, layout, priority, readonly }
  return session.draft(type, mount.mountPoint, { details })
}

async function removeMount(session: Session, idOrMountPoint: string): Promise<void> {
  const { mounts, saved } = session.parts
  const point = idOrMountPoint.startsWith('/') ? parsePath(idOrMountPoint).text : undefined
  const mount = ownMounts(session).find(
    (one) => one.id === idOrMountPoint || one.mountPoint.text === point,
  )
  if (mount === undefined) {
    throw new NexusError('NOT_FOUND', `Nothing is mounted as ${idOrMountPoint}.`, {
      hint: 'See mounts.list() for ids and mount points.',
    })
  }
  if (mount.id === mounts.root.id)
    throw new NexusError('INVALID_ARGUMENT', 'The root mount cannot be removed.', { path: '/' })
  requireOwnSpace(session, mount, 'unmounted')
  const { id } = mount
  await logMount(
    session,
    'unmount',
    mount,
    mount.saved === true
      ? [{ kind: 'record', collection: MOUNT_RECORDS, key: id, action: 'delete' }]
      : [],
  )
  saved.remove(id)
}

/** @throws `INVALID_ARGUMENT`, `CONFIG_INVALID` naming the options. */
async function requireSavable({ parts: { maker } }: Session, options: MountOptions): Promise<void> {
  const { mountPoint } = options
  if (options.type === undefined)
    throw new NexusError(
      'INVALID_ARGUMENT',
      `The mount ${mountPoint} cannot be saved: its backend was made in code.`,
      { hint: 'Give type and options instead of the backend, or mount it at each start.' },
    )
  const plain = await maker.resolver(options).plainSecrets(namedOf(options))
  if (plain.length === 0) return
  throw new NexusError(
    'CONFIG_INVALID',
    `The mount ${mountPoint} cannot be saved: ${plain.join(', ')} would be stored as plain text.`,
    {
      hint: `Put it into an environment variable and give a reference, such as "\${S3_SECRET}"; nothing was stored.`,
    },
  )
}

/** A type opens what its options name with the rights of this process. @throws `ACCESS_DENIED`. */
function requireOpener(session: Session, { mountPoint: { text } }: MountRequest): void {
  const { principal, plugin, parts } = session
  const { tenant, agent } = parts.opener
  const isOpener = principal.tenant === tenant && principal.agent === agent
  if (plugin === undefined && (isOpener || principal.isAdmin === true)) return
  throw new NexusError(
    'ACCESS_DENIED',
    `${text} cannot be mounted by type here: that would open storage with the rights of this process.`,
    { path: text, hint: 'Ask whoever opened the filesystem, or an administrator, to mount it.' },
  )
}

/** @throws `ACCESS_DENIED`. */
function driverAt(session: Session, mount: Mount): Backend {
  requireOwnSpace(session, mount, 'opened')
  const { driver } = mount.backend as MountedBucket
  return (mount.perTenant === true && session.parts.maker.wholeOf(mount.id)) || driverOf(driver)
}

function ownMounts(session: Session): readonly Mount[] {
  const { principal, parts } = session
  const listOf = (space: string) => [...parts.saved.refusedIn(space), ...parts.mounts.list(space)]
  const own = listOf(principal.tenant ?? DEFAULT_SPACE)
  if (principal.tenant === undefined) return own
  const shared = listOf(DEFAULT_SPACE).filter((mount) => isShared(session, mount.mountPoint))
  return [...shared, ...own]
}

/** A mount of the default space that callers of every tenant reach. */
function isShared(session: Session, { segments }: VirtualPath): boolean {
  return session.parts.namespaces.get(segments[0] ?? '')?.tenantSegment === false
}
