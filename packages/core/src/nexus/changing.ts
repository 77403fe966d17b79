import { NexusError } from '../errors/index.ts'
import { alreadyExists, isADirectory } from '../trees/managed/index.ts'
import { checkConditions } from './check-options.ts'
import type { Located, Session } from './session.ts'
import type { ChangeResult, MutationOptions, Nexus } from './types.ts'

/** delete, mkdir and rmdir. */
export function createChanging(session: Session): Pick<Nexus, 'delete' | 'mkdir' | 'rmdir'> {
  return {
    delete: (path, options = {}) =>
      session.call(options.signal, () => remove(session, path, options), path),
    rmdir: (path, options = {}) =>
      session.call(options.signal, () => rmdir(session, path, options), path),
    mkdir: (path, options = {}) =>
      session.call(options.signal, () => mkdir(session, path, options), path),
  }
}

async function remove(
  session: Session,
  path: string,
  options: MutationOptions,
): Promise<ChangeResult> {
  const located = session.changeable(path)
  checkConditions(located.path.text, options)
  if (options.ifNoneMatch !== undefined) await requireAbsent(located)
  return removing(session, located, 'delete', options.signal, (change) =>
    located.tree.delete(located, options, change),
  )
}

async function rmdir(
  session: Session,
  path: string,
  { recursive = false, signal }: NonNullable<Parameters<Nexus['rmdir']>[1]>,
): Promise<ChangeResult> {
  const located = session.changeable(path)
  requireNoMount(session, located, 'removed')
  return removing(session, located, 'rmdir', signal, (change) =>
    located.tree.removeDirectory(located, recursive, change),
  )
}

async function mkdir(
  session: Session,
  path: string,
  options: NonNullable<Parameters<Nexus['mkdir']>[1]>,
): Promise<ChangeResult> {
  const { parents = false, existOk = false, signal } = options
  const located = session.locate(path, 'write')
  if (!existOk && session.isStructural(located.path)) throw alreadyExists(located.path)
  const { hooks } = session.parts
  const operation = session.draft('mkdir', located.path)
  const request = { path: located.path.text, principal: session.principal, operation: 'mkdir' }
  if (hooks.has('beforeMkdir')) await hooks.before('beforeMkdir', request, signal)
  const structuralDepth = session.structuralDepth(located.path)
  const how = { parents, existOk, structuralDepth }
  await located.tree.makeDirectory(located, how, session.change(operation, signal))
  if (hooks.has('afterMkdir'))
    await hooks.after('afterMkdir', { ...request, operationId: operation.id })
  return { path: located.path.text, operationId: operation.id }
}

/** A removal between its hooks. */
async function removing(
  session: Session,
  { path }: Located,
  type: 'delete' | 'rmdir',
  signal: AbortSignal | undefined,
  run: (change: ReturnType<Session['change']>) => Promise<unknown>,
): Promise<ChangeResult> {
  const { hooks } = session.parts
  const operation = session.draft(type, path)
  const request = { path: path.text, principal: session.principal, operation: type }
  if (hooks.has('beforeDelete')) await hooks.before('beforeDelete', request, signal)
  await run(session.change(operation, signal))
  if (hooks.has('afterDelete'))
    await hooks.after('afterDelete', { ...request, operationId: operation.id })
  return { path: path.text, operationId: operation.id }
}

/** `ifNoneMatch: '*'` on a removal can only be lost, or find nothing. */
async function requireAbsent(located: Located): Promise<void> {
  const found = await located.tree.find(located, {})
  if (found?.type === 'directory') throw isADirectory(located.path)
  if (found !== undefined) throw alreadyExists(located.path)
}

/** @throws `BUSY` when something is mounted at or below the path. */
export function requireNoMount(
  session: Session,
  { space, path }: Located,
  done: 'moved' | 'removed',
): void {
  const mount = session.parts.mounts.findBelow(space, path)
  if (mount === undefined) return
  throw new NexusError(
    'BUSY',
    `${path.text} cannot be ${done}: ${mount.mountPoint.text} is a mount point.`,
    {
      path: path.text,
      hint: `Remove the mount ${mount.mountPoint.text} first.`,
    },
  )
}
