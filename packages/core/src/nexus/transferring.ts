import { streamRange } from '../content/index.ts'
import { NexusError } from '../errors/index.ts'
import { onceSource } from '../kit/index.ts'
import { isWithin, parsePath, type VirtualPath } from '../path/index.ts'
import {
  conflict,
  copyNode,
  deleteFile,
  findNode,
  getNode,
  makeDirectory,
  moveNode,
  removeDirectory,
  writeFile,
} from '../trees/managed/index.ts'
import { requireNoMount } from './changing.ts'
import type { Located, Session } from './session.ts'
import type { Nexus, TransferOptions, TransferResult } from './types.ts'
import { walkPages } from './walk.ts'

type Call = 'copy' | 'rename'

/** copy and rename. */
export function createTransferring(session: Session): Pick<Nexus, 'copy' | 'rename'> {
  return {
    copy: (from, to, options = {}) =>
      session.call(options.signal, () => transfer(session, 'copy', from, to, options)),
    rename: (from, to, options = {}) =>
      session.call(options.signal, () => transfer(session, 'rename', from, to, options)),
  }
}

async function transfer(
  session: Session,
  call: Call,
  fromText: string,
  toText: string,
  options: TransferOptions,
): Promise<TransferResult> {
  const from = call === 'rename' ? session.changeable(fromText) : session.locate(fromText, 'read')
  const to = session.changeable(toText)
  if (call === 'rename') requireNoMount(session, from, 'moved')
  const { hooks } = session.parts
  const operation = session.draft(call, from.path, { target: to.path.text })
  const request = {
    path: from.path.text,
    principal: session.principal,
    operation: call,
    target: to.path.text,
  }
  const [before, after] =
    call === 'copy'
      ? (['beforeCopy', 'afterCopy'] as const)
      : (['beforeRename', 'afterRename'] as const)
  if (hooks.has(before)) await hooks.before(before, request, options.signal)
  const done =
    from.space === to.space
      ? await within(session, call, from, to, options, operation)
      : await across(session, call, from, to, options)
  if (hooks.has(after)) await hooks.after(after, { ...request, operationId: operation.id })
  return { path: from.path.text, target: to.path.text, operationId: operation.id, ...done }
}

/** In one space it is one commit. */
async function within(
  session: Session,
  call: Call,
  from: Located,
  to: Located,
  options: TransferOptions,
  operation: ReturnType<Session['draft']>,
): Promise<Pick<TransferResult, 'count'>> {
  const { content } = session.parts
  const fields = {
    ifMatch: options.ifMatch,
    overwrite: isOverwriting(options),
  }
  const change = session.change(operation, options.signal)
  if (call === 'copy') return { count: await copyNode(content, from, to, fields, change) }
  await moveNode(content, from, to, fields, change)
  return { count: 1 }
}

/** Between spaces it is a copy and then, for a rename, a delete; running it again goes on where it stopped. */
async function across(
  session: Session,
  call: Call,
  from: Located,
  to: Located,
  options: TransferOptions,
) {
  if (isWithin(to.path, from.path)) {
    throw new NexusError(
      'INVALID_ARGUMENT',
      `Cannot ${call} ${from.path.text} into itself (${to.path.text}).`,
      { path: from.path.text },
    )
  }
  const { store, content } = session.parts
  const { node } = await getNode(store, from.space, from.path)
  if (options.ifMatch !== undefined && node.hash !== options.ifMatch)
    throw conflict(from.path, options.ifMatch, node.hash)
  let count = 1
  if (node.type === 'file') await copyFileAcross(session, call, from, to, options)
  else {
    await copyDirectory(session, to, options.signal)
    for await (const page of walkPages(session, from.path, {
      directories: true,
      signal: options.signal,
    })) {
      for (const entry of page) {
        const target = session.place(retarget(parsePath(entry.path), from.path, to.path), 'write')
        if (entry.type === 'directory') await copyDirectory(session, target, options.signal)
        else
          await copyFileAcross(session, call, session.locate(entry.path, 'read'), target, options)
        count += 1
      }
    }
  }
  if (call === 'rename') {
    const change = session.change(
      session.draft('delete', from.path, { target: to.path.text }),
      options.signal,
    )
    if (node.type === 'file') await deleteFile(content, from, { ifMatch: node.hash }, change)
    else await removeDirectory(content, from, true, change)
  }
  return { count, left: ['id', 'versions', 'grants'] as const }
}

function isOverwriting({ overwrite, ifNoneMatch }: TransferOptions): boolean {
  return overwrite === true && ifNoneMatch === undefined
}

function retarget(path: VirtualPath, from: VirtualPath, to: VirtualPath): VirtualPath {
  return parsePath(`${to.text}/${path.segments.slice(from.segments.length).join('/')}`)
}

async function copyDirectory(
  session: Session,
  target: Located,
  signal: AbortSignal | undefined,
): Promise<void> {
  const change = session.change(session.draft('mkdir', target.path), signal)
  await makeDirectory(
    session.parts.content,
    target,
    { parents: true, existOk: true, structuralDepth: 0 },
    change,
  )
}

async function copyFileAcross(
  session: Session,
  call: Call,
  from: Located,
  to: Located,
  options: TransferOptions,
): Promise<void> {
  const { store, content } = session.parts
  const { node, bytes } = await getNode(store, from.space, from.path, { content: true })
  const there = await findNode(store, to.space, to.path)
  const done = there?.node.type === 'file' && there.node.hash === node.hash
  if (done && (call === 'rename' || isOverwriting(options))) return
  const file = { space: from.space, path: from.path.text, node, bytes }
  const source = onceSource(
    streamRange(content, file, { start: 0, end: node.size }, options.signal),
    node.size,
  )
  const fields = {
    contentType: node.contentType,
    attributes: node.attributes ?? {},
    modifiedAt: node.modifiedAt,
    ...(!isOverwriting(options) && { ifNoneMatch: '*' as const }),
  }
  const change = session.change(
    session.draft(call, from.path, { target: to.path.text }),
    options.signal,
  )
  await writeFile(content, to, source, fields, change)
}
