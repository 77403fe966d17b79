import { isWithin } from '../path/index.ts'
import { requireNoMount } from './changing.ts'
import { checkConditions } from './check-options.ts'
import { type Crossing, cross, intoItself, isOverwriting } from './crossing.ts'
import { requireAllSeen } from './require-all-seen.ts'
import type { Located, Session } from './session.ts'
import type { Nexus, TransferOptions, TransferResult } from './types.ts'

type Call = 'copy' | 'rename'

/** copy and rename. */
export function createTransferring(session: Session): Pick<Nexus, 'copy' | 'rename'> {
  return {
    copy: (from, to, options = {}) =>
      session.call(options.signal, () => transfer(session, 'copy', from, to, options), from),
    rename: (from, to, options = {}) =>
      session.call(options.signal, () => transfer(session, 'rename', from, to, options), from),
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
  const isWithinTree = staysWithin(session, from, to)
  // Between spaces and trees each path is looked at; in one tree all that is there goes along.
  if (isWithinTree) requireAllSeen(session, call, from.path)
  checkConditions(from.path.text, options)
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
  const done = isWithinTree
    ? await within(session, call, from, to, options, operation)
    : await across({ session, call, from, to, options, operation })
  if (hooks.has(after)) await hooks.after(after, { ...request, operationId: operation.id })
  return { path: from.path.text, target: to.path.text, operationId: operation.id, ...done }
}

/** Whether a transfer begins and ends in one space and one tree, with no other tree on the way. */
function staysWithin({ parts: { mounts } }: Session, from: Located, to: Located): boolean {
  if (from.space !== to.space || from.tree !== to.tree) return false
  return !mounts.leadsElsewhere(from.space, from.path, from.mount)
}

/** Within one tree. */
async function within(
  session: Session,
  call: Call,
  from: Located,
  to: Located,
  options: TransferOptions,
  operation: ReturnType<Session['draft']>,
): Promise<Pick<TransferResult, 'count' | 'left'>> {
  const fields = {
    ifMatch: options.ifMatch,
    overwrite: isOverwriting(options),
  }
  const change = session.change(operation, options.signal)
  return call === 'copy'
    ? from.tree.copy(from, to, fields, change)
    : from.tree.move(from, to, fields, change)
}

/** Between spaces or trees it is a copy and then, for a rename, a delete. */
async function across(crossing: Crossing): Promise<Pick<TransferResult, 'count' | 'left'>> {
  const { call, from, to } = crossing
  if (isWithin(to.path, from.path)) throw intoItself(call, from.path.text, to.path.text)
  return { count: await cross(crossing), left: ['id', 'versions', 'grants'] }
}
