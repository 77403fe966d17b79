import { whileMoving } from '../content/index.ts'
import { isNexusError, NexusError } from '../errors/index.ts'
import { checkContext, MAX_DIFF_BYTES, type TextSide, unifiedDiff } from '../history/index.ts'
import { contentTypeOf } from '../kit/index.ts'
import { isADirectory } from '../trees/managed/index.ts'
import type { OpenedFile } from '../trees/tree.ts'
import { momentOf } from './moment.ts'
import type { Session } from './session.ts'
import type { At, ContentDiff, DiffOptions, DiffSide, Nexus, WaitOptions } from './types.ts'

/** One file of a diff, now, then, or in a version. */
interface Compared {
  readonly path: string
  readonly version?: number | string | undefined
  readonly at?: At | undefined
}

/** diff. */
export function createDiffing(session: Session): Pick<Nexus, 'diff'> {
  return {
    diff(before, after, options = {}) {
      const run = async () => diffFiles(session, comparedOf(before), comparedOf(after), options)
      return session.call(options.signal, run)
    },
  }
}

/**
 * Compares two files. Where there is nothing on one side, that is told and no error as long as a point in time was
 * asked for, or both sides are one path.
 * @throws `NOT_FOUND` when there is nothing on either side.
 */
export async function diffFiles(
  session: Session,
  before: Compared,
  after: Compared,
  options: DiffOptions,
): Promise<ContentDiff> {
  checkContext(options.context)
  const isOnePath = before.path === after.path
  return whileMoving(async () => {
    const from = await openSide(session, before, isOnePath, options)
    const to = await openSide(session, after, isOnePath, options)
    if (from === undefined && to === undefined) throw nothing(before, after)
    const sides = { before: from && sideOf(from), after: to && sideOf(to) }
    if (from !== undefined && from.etag === to?.etag && isComparable(session, before, after))
      return { ...sides, equal: true, patch: '', added: 0, removed: 0 }
    return { ...sides, equal: false, ...(await patchOf(session, from, to, options)) }
  })
}

function comparedOf(given: string | Compared): Compared {
  if (typeof given === 'string') return { path: given }
  const { path, version, at } = given
  if (version === undefined || at === undefined) return { path, version, at }
  throw new NexusError('INVALID_ARGUMENT', `A version and a time were given for ${path}.`, {
    path,
    hint: 'Give one of the two.',
  })
}

async function openSide(
  session: Session,
  { path: text, version, at }: Compared,
  isOnePath: boolean,
  { signal }: WaitOptions,
): Promise<OpenedFile | undefined> {
  const located = session.locate(text, 'read')
  const { path } = located
  if (session.isStructural(path)) throw isADirectory(path)
  const moment = await momentOf(session, path, { at, signal })
  try {
    return await located.tree.open(located, { at: moment, version, signal })
  } catch (error) {
    const mayLack = version === undefined && (at !== undefined || isOnePath)
    if (mayLack && isNexusError(error, 'NOT_FOUND')) return undefined
    throw error
  }
}

async function patchOf(
  session: Session,
  before: OpenedFile | undefined,
  after: OpenedFile | undefined,
  { context, signal }: DiffOptions,
): Promise<Pick<ContentDiff, 'patch' | 'added' | 'removed'> | undefined> {
  const isLarge = [before, after].some((file) => (file?.size ?? 0) > MAX_DIFF_BYTES)
  if (isLarge) return undefined
  const from = await textSide(session, before, signal)
  const to = await textSide(session, after, signal)
  return unifiedDiff(from, to, context)
}

async function textSide(
  session: Session,
  file: OpenedFile | undefined,
  signal: AbortSignal | undefined,
): Promise<TextSide> {
  if (file === undefined) return { name: '/dev/null', bytes: new Uint8Array() }
  const { hooks } = session.parts
  const { path, etag, size } = file
  const request = { path, principal: session.principal, operation: 'read' }
  if (hooks.has('beforeRead')) await hooks.before('beforeRead', request, signal)
  const bytes = await file.read(signal)
  if (hooks.has('afterRead')) await hooks.after('afterRead', { ...request, etag, size, bytes })
  return { name: path, label: `version ${file.version}`, bytes }
}

function sideOf(file: OpenedFile): DiffSide {
  const { path, name, version, etag, size, contentType, attributes } = file
  return {
    path,
    version,
    etag,
    size,
    contentType: contentType ?? contentTypeOf(name),
    metadata: attributes?.metadata,
    tags: attributes?.tags,
  }
}

/** Whether equal etags mean equal content: where both are made by one tree. */
function isComparable(session: Session, before: Compared, after: Compared): boolean {
  return session.locate(before.path, 'read').tree === session.locate(after.path, 'read').tree
}

function nothing(before: Compared, after: Compared): NexusError {
  const { path } = before
  const both = path === after.path ? path : `${path} and ${after.path}`
  return new NexusError('NOT_FOUND', `There is nothing to compare at ${both}.`, {
    path,
    hint: 'List the versions to see when there was something.',
  })
}
