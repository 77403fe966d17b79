import { pagesOf } from '../content/index.ts'
import type { Mount, MountTable } from '../mounts/index.ts'
import { parsePath } from '../path/index.ts'
import type { Json, JsonObject, Logger, MetadataStore, RecordRow } from '../spec/index.ts'
import type { MountMaker } from './mount-maker.ts'
import type { MountRequest } from './mount-request.ts'
import type { MountOptions } from './types.ts'

/** The collection of saved mounts. */
export const MOUNT_RECORDS = 'mount'

/** What saved mounts are brought back with. */
export interface SavedMountsParts {
  readonly store: MetadataStore
  readonly mounts: MountTable
  readonly maker: MountMaker
  readonly logger: Logger | undefined
}

/** What a record says of a mount. */
interface SavedMount {
  readonly request: MountRequest
  readonly options: MountOptions
}

/** The mounts that records of the store bring back. */
export class SavedMounts {
  readonly #parts: SavedMountsParts
  /** Mounts that could not take their place, by id. */
  readonly #refused = new Map<string, Mount>()

  constructor(parts: SavedMountsParts) {
    this.#parts = parts
  }

  /** Brings back those of all spaces. One that cannot be brought back keeps no other from it. */
  async load(): Promise<void> {
    const { store } = this.#parts
    const list = (after: string | undefined) =>
      store.scanRecords(MOUNT_RECORDS, { after, limit: 1000 })
    for await (const rows of pagesOf(list)) for (const row of rows) await this.#bringBack(row)
  }

  /** Mounts and unmounts what an undo brought back or took away. */
  async refresh(space: string): Promise<void> {
    const { store, mounts } = this.#parts
    const found = new Map<string, RecordRow>()
    const list = (after: string | undefined) =>
      store.scanRecords(MOUNT_RECORDS, { index: 'space', prefix: [space], after, limit: 1000 })
    for await (const rows of pagesOf(list)) for (const row of rows) found.set(row.key, row)
    const here = [...mounts.list(space), ...this.refusedIn(space)].filter(({ saved }) => saved)
    for (const { id } of here) if (!found.has(id)) this.remove(id)
    const known = new Set(here.map(({ id }) => id))
    for (const [id, row] of found) if (!known.has(id)) await this.#bringBack(row)
  }

  /** Those that could not take their place. */
  refusedIn(space: string): readonly Mount[] {
    return [...this.#refused.values()].filter((mount) => mount.space === space)
  }

  /** Takes a mount out, wherever it is. */
  remove(id: string): void {
    this.#parts.mounts.remove(id)
    this.#refused.delete(id)
  }

  async #bringBack(row: RecordRow): Promise<void> {
    const { maker, logger } = this.#parts
    const { request, options } = readRecord(row)
    const type = options.type ?? 'unknown'
    let reason: unknown
    try {
      const opened = await maker.open(options)
      try {
        maker.add(request, opened)
        return
      } catch (error) {
        await maker.giveUp(opened)
        reason = error
      }
    } catch (error) {
      reason = error
    }
    const mount = maker.refused(request, type, reason)
    logger?.warn({ mount: request.mountPoint.text, error: String(reason) }, 'A saved mount waits.')
    this.#place(mount)
  }

  /** It is seen where nothing else is; what lies below it does not seem to be gone. */
  #place(mount: Mount): void {
    try {
      this.#parts.mounts.add(mount)
    } catch {
      this.#refused.set(mount.id, mount)
    }
  }
}

/** What a record keeps of a mount. */
export function recordOf(
  { space, mountPoint, layout, priority, readonly, perTenant, description, history }: MountRequest,
  { type, package: name }: MountOptions,
  options: Readonly<Record<string, unknown>>,
): JsonObject {
  return {
    space,
    mountPoint: mountPoint.text,
    type: type as string,
    options: options as JsonObject,
    layout,
    priority,
    readonly,
    perTenant,
    ...(name !== undefined && { package: name }),
    ...(description !== undefined && { description }),
    ...(history !== undefined && { history }),
  }
}

function readRecord({ key, value }: RecordRow): SavedMount {
  const { space, mountPoint, layout, priority, readonly, perTenant, description, history } =
    value as Readonly<Record<string, Json>> & Omit<MountRequest, 'mountPoint'>
  const { type, package: name, options } = value as unknown as MountOptions
  const path = parsePath(mountPoint as string)
  const rest = { layout, priority, readonly, perTenant, description, history, saved: true }
  return {
    request: { id: key, space, mountPoint: path, ...rest },
    options: { mountPoint: path.text, type, package: name, options },
  }
}
