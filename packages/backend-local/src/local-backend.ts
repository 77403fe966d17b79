import { closeSync } from 'node:fs'
import {
  checkPrecondition,
  keyNotFound,
  NexusError,
  newId,
  resolveRange,
  throwIfAborted,
} from '@nexusfs/core/kit'
import type {
  Backend,
  BackendDescription,
  CallOptions,
  CheckResult,
  DeleteOptions,
  GetOptions,
  GetResult,
  ListOptions,
  ListPage,
  ObjectInfo,
  PutOptions,
  PutResult,
  Source,
} from '@nexusfs/core/spec'
import { CAPABILITIES } from './capabilities.ts'
import { checkRoot } from './check-root.ts'
import { type FileState, infoOf, openForReading, stateOf } from './file-state.ts'
import type { Folder } from './folder.ts'
import { FolderEntries } from './folder-entries.ts'
import { FolderTree } from './folder-tree.ts'
import { KeyLocks, LOCK_FOLDERS } from './key-locks.ts'
import { type Place, placeOf } from './key-place.ts'
import { listPage } from './listing.ts'
import { localError } from './local-errors.ts'
import type { LocalBackendOptions } from './options.ts'
import { Placing } from './placing.ts'
import { OpenFiles } from './read-body.ts'
import { sweep } from './sweep.ts'
import { TEMPORARY_FOLDERS, type TemporaryFile, TemporaryFiles } from './temporary-files.ts'

/**
 * A backend that keeps each object as a file below a folder: the key `a/b.txt` is the file `a/b.txt`. What it needs
 * for itself lies in `.nexusfs` in that folder, which keys cannot reach. Several processes may use one folder.
 */
export function createLocalBackend(options: LocalBackendOptions): Backend {
  return new LocalBackend(options)
}

class LocalBackend implements Backend {
  readonly apiVersion = 1
  readonly type = 'local'
  readonly capabilities = CAPABILITIES
  readonly #tree: FolderTree
  readonly #temporary: TemporaryFiles
  readonly #placing: Placing
  readonly #reads = new OpenFiles()
  readonly #entries = new FolderEntries()
  #sweeping: Promise<unknown> | undefined
  #closed = false

  constructor({ root, clock = Date.now, ids = newId }: LocalBackendOptions) {
    this.#tree = new FolderTree(root)
    this.#temporary = new TemporaryFiles(this.#tree, ids, clock)
    this.#placing = new Placing(this.#tree, new KeyLocks(this.#tree, ids))
  }

  describe(): BackendDescription {
    return { type: 'local', location: this.#tree.root }
  }

  head(key: string, options?: CallOptions): Promise<ObjectInfo | undefined> {
    return this.#run('look at', key, options, () => {
      const state = this.#find(placeOf(key))
      return state && infoOf(key, state)
    })
  }

  get(key: string, options: GetOptions = {}): Promise<GetResult> {
    return this.#run('read', key, options, () => {
      const file = this.#in(placeOf(key), openForReading)
      if (file === undefined) throw keyNotFound(key)
      const { fd, state } = file
      try {
        const info = infoOf(key, state)
        checkPrecondition(key, options.precondition, info)
        const range = resolveRange(options.range, info.size)
        return {
          info,
          range,
          body: this.#reads.body(fd, { key, ...range, signal: options.signal }),
        }
      } catch (error) {
        closeSync(fd)
        throw error
      }
    })
  }

  put(key: string, source: Source, options: PutOptions = {}): Promise<PutResult> {
    return this.#run('write', key, options, async () => {
      const place = placeOf(key)
      const { precondition } = options
      if (precondition !== undefined) checkPrecondition(key, precondition, this.#find(place))
      return this.#place(await this.#temporary.write(source), place, options)
    })
  }

  delete(key: string, options: DeleteOptions = {}): Promise<void> {
    return this.#run('delete', key, options, () =>
      this.#placing.remove([placeOf(key)], options.precondition, options.signal),
    )
  }

  deleteMany(keys: readonly string[], options?: CallOptions): Promise<void> {
    return this.#run('delete', keys.join(', '), options, async () => {
      const folders = Map.groupBy(keys.map(placeOf), ({ folders }) => folders.join('/'))
      for (const places of folders.values()) {
        await this.#placing.remove(places, undefined, options?.signal)
      }
    })
  }

  copy(from: string, to: string, options: CallOptions = {}): Promise<PutResult> {
    return this.#run('copy', from, options, async () => {
      const place = placeOf(to)
      const file = this.#in(placeOf(from), openForReading)
      if (file === undefined) throw keyNotFound(from)
      try {
        return await this.#place(await this.#temporary.copy(file.path), place, options)
      } finally {
        closeSync(file.fd)
      }
    })
  }

  rename(from: string, to: string, options: CallOptions = {}): Promise<void> {
    return this.#run('rename', from, options, async () => {
      const found = await this.#placing.move(placeOf(from), placeOf(to), options.signal)
      if (!found) throw keyNotFound(from)
    })
  }

  list(options: ListOptions): Promise<ListPage> {
    return this.#run('list', options.prefix ?? '', options, () =>
      listPage(this.#tree, this.#entries, options),
    )
  }

  check(options?: CallOptions): Promise<CheckResult> {
    return this.#run('check', '', options, () => checkRoot(this.#tree.root))
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#reads.close()
    await this.#sweeping
  }

  async #place(file: TemporaryFile, place: Place, options: PutOptions): Promise<PutResult> {
    try {
      this.#begin(options)
      await this.#placing.place(file.path, place, options.precondition, options.signal)
    } finally {
      file.discard()
    }
    this.#sweepOnce()
    const { etag, size, modifiedAt } = file.state
    return { etag, size, modifiedAt }
  }

  #find(place: Place): FileState | undefined {
    const state = this.#in(place, stateOf)
    return state === 'folder' ? undefined : state
  }

  #in<Result>(
    { folders, name }: Place,
    look: (folder: Folder, name: string) => Result,
  ): Result | undefined {
    const folder = this.#tree.find(folders)
    if (folder === undefined) return undefined
    try {
      return look(folder, name)
    } finally {
      folder.close()
    }
  }

  #sweepOnce(): void {
    const now = Date.now()
    this.#sweeping ??= Promise.all([
      sweep(this.#tree, TEMPORARY_FOLDERS, now),
      sweep(this.#tree, LOCK_FOLDERS, now),
    ])
  }

  async #run<Result>(
    what: string,
    key: string,
    options: CallOptions | undefined,
    call: () => Result | Promise<Result>,
  ): Promise<Result> {
    this.#begin(options)
    try {
      return await call()
    } catch (error) {
      throw localError(error, { what, key })
    }
  }

  #begin(options: CallOptions | undefined): void {
    if (this.#closed) {
      throw new NexusError('CLOSED', `The local backend at ${this.#tree.root} is closed.`, {
        hint: 'Open it again.',
      })
    }
    throwIfAborted(options?.signal)
  }
}
