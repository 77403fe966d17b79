import { closeSync } from 'node:fs'
import {
  checkKey,
  checkPrecondition,
  isMarkerKey,
  keyNotFound,
  NexusError,
  newId,
  resolveRange,
  throwIfAborted,
} from '@nexusfs/core/kit'
import type {
  Backend,
  BackendCapabilities,
  BackendDescription,
  CallOptions,
  CheckResult,
  CopyOptions,
  DeleteOptions,
  GetOptions,
  GetResult,
  ListOptions,
  ListPage,
  ListVersionsOptions,
  ObjectInfo,
  ObjectVersion,
  PutOptions,
  PutResult,
  Source,
  VersionPage,
} from '@nexusfs/core/spec'
import type { Attributes } from './attributes.ts'
import { capabilitiesOf } from './capabilities.ts'
import { checkRoot } from './check-root.ts'
import type { Keeping } from './companions.ts'
import type { FileState } from './file-state.ts'
import { LOCK_FOLDERS } from './key-locks.ts'
import { type Place, placeOf } from './key-place.ts'
import { listPage } from './listing.ts'
import { localError } from './local-errors.ts'
import { type LocalParts, localParts } from './local-parts.ts'
import { checkBothMarkers } from './markers.ts'
import type { LocalBackendOptions } from './options.ts'
import { sweep } from './sweep.ts'
import { TEMPORARY_FOLDERS, type TemporaryFile } from './temporary-files.ts'
import { utcTime } from './utc-time.ts'

/** More versions than a key can have. */
const ALL = 2 ** 32

/** The local backend, with what it offers beyond the contract. */
export interface LocalBackend extends Backend {
  /**
   * All versions of a key, newest first, delete markers included, and the object that is there; also what was kept earlier,
   * where `versioning` is off now. None of a directory marker. A version's id is the UTC time of its file, such as `2026-11-21T09:30:00.123456789Z`.
   */
  getVersions(key: string, options?: CallOptions): Promise<readonly ObjectVersion[]>
}

/**
 * A backend that keeps each object as a file below a folder: the key `a/b.txt` is the file `a/b.txt`. What it needs
 * for itself lies in `.nexusfs` in that folder, which keys cannot reach. Several processes may use one folder.
 */
export function createLocalBackend(options: LocalBackendOptions): LocalBackend {
  const { versioning = false, softDelete = false, metadataFiles = false } = options
  const keeping = { versioning, softDelete, metadataFiles }
  const backend = new FolderBackend(options, keeping)
  // What is not declared must not be there.
  if (!versioning) Object.assign(backend, { listVersions: undefined })
  if (!metadataFiles) Object.assign(backend, { setMetadata: undefined })
  if (versioning) Object.assign(backend, { rename: undefined })
  return backend
}

class FolderBackend implements LocalBackend {
  readonly apiVersion = 1
  readonly type = 'local'
  readonly capabilities: BackendCapabilities
  readonly #keeping: Keeping
  readonly #parts: LocalParts
  #sweeping: Promise<unknown> | undefined
  #closed = false

  constructor({ root, clock = Date.now, ids = newId }: LocalBackendOptions, keeping: Keeping) {
    this.capabilities = capabilitiesOf(keeping)
    this.#keeping = keeping
    this.#parts = localParts(root, keeping, clock, ids)
  }

  describe(): BackendDescription {
    const { versioning, softDelete, metadataFiles } = this.#keeping
    const details = {
      ...(versioning && { versioning }),
      ...(softDelete && { softDelete }),
      ...(metadataFiles && { metadataFiles }),
    }
    const location = this.#parts.tree.root
    return { type: 'local', location, ...(Object.keys(details).length > 0 && { details }) }
  }

  head(
    key: string,
    options: CallOptions & { readonly versionId?: string } = {},
  ): Promise<ObjectInfo | undefined> {
    return this.#run('look at', key, options, () => this.#find(key, options.versionId))
  }

  get(key: string, options: GetOptions = {}): Promise<GetResult> {
    return this.#run('read', key, options, () =>
      isMarkerKey(key) ? this.#getMarker(key, options) : this.#getFile(key, options),
    )
  }

  put(key: string, source: Source, options: PutOptions = {}): Promise<PutResult> {
    return this.#run('write', key, options, async () => {
      const { markers, temporary } = this.#parts
      const { precondition } = options
      if (isMarkerKey(key)) return this.#result(await markers.put(key, source, options, options))
      const place = placeOf(key)
      if (precondition !== undefined) checkPrecondition(key, precondition, this.#find(key))
      return this.#place(await temporary.write(source), place, options, options)
    })
  }

  delete(key: string, options: DeleteOptions = {}): Promise<void> {
    return this.#run('delete', key, options, () => {
      if (isMarkerKey(key)) return this.#parts.markers.delete(key, options)
      return this.#parts.placing.remove([placeOf(key)], options)
    })
  }

  deleteMany(keys: readonly string[], options: CallOptions = {}): Promise<void> {
    return this.#run('delete', keys.join(', '), options, async () => {
      const { markers, placing } = this.#parts
      const { signal } = options
      const places = keys.filter((key) => !isMarkerKey(key)).map(placeOf)
      const folders = Map.groupBy(places, ({ folders }) => folders.join('/'))
      for (const inFolder of folders.values()) await placing.remove(inFolder, { signal })
      for (const key of keys.filter(isMarkerKey)) await markers.delete(key, { signal })
    })
  }

  copy(from: string, to: string, options: CopyOptions = {}): Promise<PutResult> {
    return this.#run('copy', from, options, async () => {
      checkBothMarkers(from, to)
      const { markers, reader, temporary } = this.#parts
      if (isMarkerKey(from)) return this.#result(await markers.copy(from, to, options))
      const place = placeOf(to)
      const file = reader.open(from, options.versionId)
      if (file === undefined) throw keyNotFound(from)
      try {
        checkPrecondition(to, options.precondition, this.#find(to))
        return await this.#place(await temporary.copy(file.path), place, file.info, options)
      } finally {
        closeSync(file.fd)
      }
    })
  }

  rename(from: string, to: string, options: CallOptions = {}): Promise<void> {
    return this.#run('rename', from, options, async () => {
      checkBothMarkers(from, to)
      if (isMarkerKey(from)) return this.#parts.markers.rename(from, to, options)
      const found = await this.#parts.placing.move(placeOf(from), placeOf(to), options.signal)
      if (!found) throw keyNotFound(from)
    })
  }

  setMetadata(
    key: string,
    metadata: Readonly<Record<string, string>>,
    options: CallOptions = {},
  ): Promise<void> {
    return this.#run('change the metadata of', key, options, async () => {
      const { markers, placing } = this.#parts
      const { signal } = options
      const place = isMarkerKey(key) ? await markers.mark(key, signal) : placeOf(key)
      const found = await placing.change(place, { metadata }, signal, (current, companions) =>
        companions.setMetadata(current, metadata),
      )
      if (!found) throw keyNotFound(key)
    })
  }

  list(options: ListOptions): Promise<ListPage> {
    return this.#run('list', options.prefix ?? '', options, () => listPage(this.#parts, options))
  }

  listVersions(key: string, options: ListVersionsOptions): Promise<VersionPage> {
    return this.#run('list the versions of', key, options, () =>
      this.#parts.versions.page(key, this.#find(key), options),
    )
  }

  getVersions(key: string, options: CallOptions = {}): Promise<readonly ObjectVersion[]> {
    return this.#run('list the versions of', key, options, () => {
      checkKey(key)
      if (isMarkerKey(key)) return []
      const { reader, versions } = this.#parts
      return versions.page(key, reader.current(key), { limit: ALL }).versions
    })
  }

  check(options?: CallOptions): Promise<CheckResult> {
    return this.#run('check', '', options, () => checkRoot(this.#parts.tree.root))
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#parts.reads.close()
    await this.#sweeping
  }

  #find(key: string, versionId?: string): ObjectInfo | undefined {
    if (!isMarkerKey(key)) return this.#parts.reader.find(key, versionId)
    const info = this.#parts.markers.find(key)
    return versionId === undefined || info?.versionId === versionId ? info : undefined
  }

  #getMarker(key: string, options: GetOptions): GetResult {
    const info = this.#find(key, options.versionId)
    if (info === undefined) throw keyNotFound(key)
    checkPrecondition(key, options.precondition, info)
    return { info, range: resolveRange(options.range, 0), body: noBytes() }
  }

  #getFile(key: string, options: GetOptions): GetResult {
    const file = this.#parts.reader.open(key, options.versionId)
    if (file === undefined) throw keyNotFound(key)
    const { fd, info } = file
    try {
      checkPrecondition(key, options.precondition, info)
      const range = resolveRange(options.range, info.size)
      const body = this.#parts.reads.body(fd, { key, ...range, signal: options.signal })
      return { info, range, body }
    } catch (error) {
      closeSync(fd)
      throw error
    }
  }

  async #place(
    file: TemporaryFile,
    place: Place,
    { contentType, metadata }: Attributes,
    options: PutOptions,
  ): Promise<PutResult> {
    const attributes = this.#keeping.metadataFiles ? { contentType, metadata } : {}
    try {
      this.#begin(options)
      const state = await this.#parts.placing.place(file, place, attributes, options)
      return this.#result(state)
    } finally {
      file.discard()
      this.#sweepOnce()
    }
  }

  #result({ etag, size, modifiedAt, time }: FileState): PutResult {
    const { versioning } = this.#keeping
    return { etag, size, modifiedAt, ...(versioning && { versionId: utcTime(time) }) }
  }

  #sweepOnce(): void {
    const now = Date.now()
    const { tree } = this.#parts
    this.#sweeping ??= Promise.all([
      sweep(tree, TEMPORARY_FOLDERS, now),
      sweep(tree, LOCK_FOLDERS, now),
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
      throw new NexusError('CLOSED', `The local backend at ${this.#parts.tree.root} is closed.`, {
        hint: 'Open it again.',
      })
    }
    throwIfAborted(options?.signal)
  }
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}
