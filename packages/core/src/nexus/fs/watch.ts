import { posix } from 'node:path'
import type { OperationEntry } from '../types.ts'
import { existing, type FsContext, type FsTree, findStat } from './fs-call.ts'
import { toFsError } from './fs-error.ts'
import { givenPath } from './fs-path.ts'
import type { FsChange, FsPath, FsWatchOptions } from './types.ts'

/** `watch`: reads the operations that were logged since, whenever the store says that something changed. */
export async function* watchPath(
  { tree }: FsContext,
  given: FsPath,
  { recursive = false, signal }: FsWatchOptions = {},
): AsyncGenerator<FsChange, void> {
  const { shown, path } = givenPath(given, 'watch')
  const call = { syscall: 'watch', path: shown }
  const hint = createHint(signal)
  const stop = tree.onChange(hint.give)
  try {
    const { type } = await existing(tree, path, call)
    const filenameOf = nameIn(path, type === 'file', recursive)
    let last = await newestOperation(tree)
    for (;;) {
      await hint.next()
      const operations = await operationsSince(tree, last)
      last = operations.at(-1)?.id ?? last
      for (const operation of operations) yield* changesOf(tree, operation, filenameOf)
    }
  } catch (error) {
    throw toFsError(error, call)
  } finally {
    stop()
    hint.close()
  }
}

interface Hint {
  give(): void
  /** Resolves when a hint was given since the last call. @throws `AbortError`. */
  next(): Promise<void>
  close(): void
}

function createHint(signal: AbortSignal | undefined): Hint {
  let given = false
  let wake: (() => void) | undefined
  const give = (): void => {
    given = true
    wake?.()
  }
  signal?.addEventListener('abort', give, { once: true })
  return {
    give,
    async next() {
      if (!given && signal?.aborted !== true)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      given = false
      if (signal?.aborted) throw aborted(signal)
    },
    close: () => signal?.removeEventListener('abort', give),
  }
}

function aborted({ reason }: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: reason })
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' })
}

async function newestOperation(tree: FsTree): Promise<string | undefined> {
  for await (const { id } of tree.operations.list({ limit: 1 })) return id
  return undefined
}

/** Oldest first. */
async function operationsSince(
  tree: FsTree,
  last: string | undefined,
): Promise<readonly OperationEntry[]> {
  const newer: OperationEntry[] = []
  for await (const operation of tree.operations.list()) {
    if (operation.id === last) break
    newer.push(operation)
  }
  return newer.reverse()
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
