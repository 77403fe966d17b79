import { posix } from 'node:path'
import type { OperationEntry } from '../types.ts'
import { existing, type FsContext, type FsTree, findStat } from './fs-call.ts'
import { toFsError } from './fs-error.ts'
import { givenPath } from './fs-path.ts'
import type { FsChange, FsPath, FsWatchOptions } from './types.ts'

/** `watch`: follows the log from the call on. */
export async function* watchPath(
  { tree }: FsContext,
  given: FsPath,
  { recursive = false, signal }: FsWatchOptions = {},
): AsyncGenerator<FsChange, void> {
  const { shown, path } = givenPath(given, 'watch')
  const call = { syscall: 'watch', path: shown }
  const stop = new AbortController()
  const ended = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal])
  const feed = tree.operations.follow({ path, signal: ended })[Symbol.asyncIterator]()
  // The feed begins where the log ends now, so that what happens while the path is looked up is told.
  let next = feed.next()
  try {
    const { type } = await existing(tree, path, call)
    const filenameOf = nameIn(path, type === 'file', recursive)
    for (;;) {
      const { value: operation, done } = await next
      if (signal?.aborted) throw aborted(signal)
      if (done === true) return
      yield* changesOf(tree, operation, filenameOf)
      next = feed.next()
    }
  } catch (error) {
    throw toFsError(error, call)
  } finally {
    stop.abort()
    await Promise.allSettled([next])
  }
}

function aborted({ reason }: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: reason })
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' })
}

/** The name of a path as seen from what is watched; `undefined` when it lies elsewhere. */
function nameIn(
  watched: string,
  isFile: boolean,
  recursive: boolean,
): (path: string) => string | undefined {
  return (path) => {
    if (path === watched) return isFile ? posix.basename(path) : undefined
    const name = posix.relative(watched, path)
    const isBelow = !isFile && !name.startsWith('../') && name !== '..'
    return isBelow && (recursive || !name.includes('/')) ? name : undefined
  }
}

async function* changesOf(
  tree: FsTree,
  { type, path, target }: OperationEntry,
  filenameOf: (path: string) => string | undefined,
): AsyncGenerator<FsChange> {
  const rename = (filename: string): FsChange => ({ eventType: 'rename', filename })
  const filename = filenameOf(path)
  const targetName = target === undefined ? undefined : filenameOf(target)
  if (type === 'write' || type === 'append') {
    if (filename === undefined) return
    if ((await findStat(tree, path))?.version === 1) yield rename(filename)
    yield { eventType: 'change', filename }
  } else if (type === 'edit') {
    if (filename !== undefined) yield { eventType: 'change', filename }
  } else {
    if (filename !== undefined && type !== 'copy' && !isAttribute(type)) yield rename(filename)
    if (targetName !== undefined) yield rename(targetName)
  }
}

function isAttribute(type: OperationEntry['type']): boolean {
  return type === 'metadata' || type === 'tag'
}
