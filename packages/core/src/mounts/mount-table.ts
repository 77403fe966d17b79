import { NexusError } from '../errors/index.ts'
import { isWithin, pathOf, type VirtualPath } from '../path/index.ts'
import type { Backend } from '../spec/index.ts'

/** A mount: where new content below a path goes, and whether it may be changed. */
export interface Mount {
  readonly id: string
  /** The space whose paths it serves. */
  readonly space: string
  readonly mountPoint: VirtualPath
  /** The backend behind it; core's wrapper, not the driver. */
  readonly backend: Backend
  readonly layout: 'cas' | 'path'
  readonly priority: number
  readonly readonly: boolean
  readonly description?: string | undefined
  /** It is that space's own one of a mount that every space has. */
  readonly perTenant?: boolean | undefined
  /** What a mount of layout `path` keeps of replaced content; absent: as is said for all. */
  readonly history?: 'versioning' | 'cas' | 'none' | undefined
  /** A record of the store brings it back at the next start. */
  readonly saved?: boolean | undefined
}

/** A mount that each space has for itself. */
export interface MountTemplate {
  /** That of all its mounts. */
  readonly id: string
  readonly mountPoint: VirtualPath
  readonly priority: number
  /** Called once for each space. */
  mountOf(space: string): Mount
}

interface Template {
  readonly template: MountTemplate
  readonly mounts: Map<string, Mount>
}

/** Mounts of all spaces. The root mount serves every path that no other does. */
export class MountTable {
  readonly #root: Mount
  #mounts: readonly Mount[] = []
  #templates: readonly Template[] = []
  /** Mounts by space, those of templates included, in the order in which they are asked. */
  readonly #bySpace = new Map<string, readonly Mount[]>()
  /** What {@link MountTable.backends} gives, by pool; every read of content asks for it. */
  readonly #byPool = new Map<string | undefined, readonly Backend[]>()

  constructor(root: Mount) {
    this.#root = root
  }

  /** The mount that serves every path that no other does. */
  get root(): Mount {
    return this.#root
  }

  /** The mount that serves a path: the highest priority, then the longest prefix. */
  route(space: string, path: VirtualPath): Mount {
    for (const mount of this.#of(space)) if (isWithin(path, mount.mountPoint)) return mount
    return this.#root
  }

  /** Adds a mount. @throws `ALREADY_EXISTS` when the same place and priority are taken. */
  add(mount: Mount): void {
    const there = [...this.#mounts.filter(({ space }) => space === mount.space), ...this.#shared]
    requireFree(mount, there)
    this.#mounts = [...this.#mounts, mount]
    this.#forget()
  }

  /** Adds a mount that each space has for itself. @throws `ALREADY_EXISTS`. */
  addTemplate(template: MountTemplate): void {
    requireFree(template, [...this.#mounts, ...this.#shared])
    this.#templates = [...this.#templates, { template, mounts: new Map() }]
    this.#forget()
  }

  /** Takes a mount out by id, in all spaces. */
  remove(id: string): void {
    this.#mounts = this.#mounts.filter((mount) => mount.id !== id)
    this.#templates = this.#templates.filter(({ template }) => template.id !== id)
    this.#forget()
  }

  /** The mounts of a space, the root mount last. */
  list(space: string): readonly Mount[] {
    return [...this.#of(space), this.#root]
  }

  /** All mounts of every space that was asked for so far, the root mount first. */
  all(): readonly Mount[] {
    const own = this.#templates.flatMap(({ mounts }) => [...mounts.values()])
    return [this.#root, ...this.#mounts, ...own]
  }

  /** Has each space get its own mounts. */
  enter(spaces: Iterable<string>): void {
    if (this.#templates.length > 0) for (const space of spaces) this.#of(space)
  }

  /**
   * The backends that hold content, each driver once and where it can be by a mount that may be written to.
   * @param pool - Only those that may hold content of that pool.
   */
  backends(pool?: string): readonly Backend[] {
    // Without mounts that every space has, all pools have the same ones.
    const key = this.#templates.length === 0 ? undefined : pool
    const known = this.#byPool.get(key)
    if (known !== undefined) return known
    if (key !== undefined) this.enter([key])
    const mounts = this.#holding(key)
    const backends = each([...mounts.filter(isWritable), ...mounts])
    this.#byPool.set(key, backends)
    return backends
  }

  /** The same backends, that of the mount which serves a file before another one of the same driver. */
  nearFirst(backends: readonly Backend[], space: string, path: string): readonly Backend[] {
    if (this.#mounts.length + this.#templates.length === 0) return backends
    const { backend, layout } = this.route(space, pathOf(path.slice(1).split('/')))
    return layout === 'path' || backends.includes(backend) ? backends : [backend, ...backends]
  }

  /** Every backend that holds content and may be written to, each driver once. */
  writableBackends(): readonly Backend[] {
    return each(this.#holding(undefined).filter(isWritable))
  }

  /** A mount point at or below a path, which keeps it from being moved or removed. */
  findBelow(space: string, path: VirtualPath): Mount | undefined {
    return this.#of(space).find((mount) => isWithin(mount.mountPoint, path))
  }

  /** Names directly in a directory that are mount points or lead to them, sorted, each once. */
  namesBelow(space: string, path: VirtualPath): readonly string[] {
    const depth = path.segments.length
    const names = this.#of(space).flatMap((mount) => {
      const { segments } = mount.mountPoint
      const isBelow = segments.length > depth && isWithin(mount.mountPoint, path)
      return isBelow ? [segments[depth] as string] : []
    })
    return [...new Set(names)].sort()
  }

  /** Whether a mount below a path resolves to another tree than the mount that serves the path. */
  leadsElsewhere(space: string, path: VirtualPath, from: Mount): boolean {
    return this.#mounts.some(
      ({ space: other, mountPoint, layout }) =>
        other === space &&
        isWithin(mountPoint, path) &&
        mountPoint.text !== from.mountPoint.text &&
        (layout === 'path' || from.layout === 'path'),
    )
  }

  /** A mount of higher priority that serves all of this mount's paths. */
  findHiding(mount: Mount): Mount | undefined {
    const serving = this.route(mount.space, mount.mountPoint)
    return serving.id === mount.id || mount.id === this.#root.id ? undefined : serving
  }

  #forget(): void {
    this.#bySpace.clear()
    this.#byPool.clear()
  }

  get #shared(): readonly MountTemplate[] {
    return this.#templates.map(({ template }) => template)
  }

  #of(space: string): readonly Mount[] {
    const known = this.#bySpace.get(space)
    if (known !== undefined) return known
    const own = this.#mounts.filter((mount) => mount.space === space)
    if (own.length + this.#templates.length === 0) return own
    const mounts = [...own, ...this.#templates.map((one) => mountOf(one, space))].sort(
      (a, b) =>
        b.priority - a.priority || b.mountPoint.segments.length - a.mountPoint.segments.length,
    )
    this.#bySpace.set(space, mounts)
    // Among all there may be new ones now.
    if (this.#templates.length > 0) this.#byPool.delete(undefined)
    return mounts
  }

  /** Content of a space lies in its own mounts and in those that are no space's own. */
  #holding(pool: string | undefined): readonly Mount[] {
    return this.all().filter(
      ({ layout, perTenant, space }) =>
        layout === 'cas' && (perTenant !== true || pool === undefined || space === pool),
    )
  }
}

function mountOf({ template, mounts }: Template, space: string): Mount {
  const known = mounts.get(space)
  if (known !== undefined) return known
  const mount = template.mountOf(space)
  mounts.set(space, mount)
  return mount
}

function isWritable({ readonly }: Mount): boolean {
  return !readonly
}

/** Several mounts may use one driver. */
function each(mounts: readonly Mount[]): readonly Backend[] {
  const drivers = new Map<unknown, Backend>()
  for (const { backend } of mounts) {
    const { driver = backend } = backend as { readonly driver?: unknown }
    if (!drivers.has(driver)) drivers.set(driver, backend)
  }
  return [...drivers.values()]
}

function requireFree(
  { mountPoint, priority }: Pick<Mount, 'mountPoint' | 'priority'>,
  there: readonly Pick<Mount, 'mountPoint' | 'priority'>[],
): void {
  const taken = there.some(
    (other) => other.mountPoint.text === mountPoint.text && other.priority === priority,
  )
  if (!taken) return
  throw new NexusError(
    'ALREADY_EXISTS',
    `Something is mounted at ${mountPoint.text} with priority ${priority}.`,
    { path: mountPoint.text, hint: 'Remove that mount first, or give another priority.' },
  )
}
