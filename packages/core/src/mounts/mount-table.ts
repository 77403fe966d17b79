import { NexusError } from '../errors/index.ts'
import { isWithin, type VirtualPath } from '../path/index.ts'
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
}

/** Mounts of all spaces. The root mount serves every path that no other does. */
export class MountTable {
  readonly #root: Mount
  #mounts: readonly Mount[] = []

  constructor(root: Mount) {
    this.#root = root
  }

  /** The mount that serves a path: the highest priority, then the longest prefix. */
  route(space: string, path: VirtualPath): Mount {
    for (const mount of this.#mounts) {
      if (mount.space === space && isWithin(path, mount.mountPoint)) return mount
    }
    return this.#root
  }

  /** Adds a mount. @throws `ALREADY_EXISTS` when the same place and priority are taken. */
  add(mount: Mount): void {
    const taken = this.#mounts.some(
      (other) =>
        other.space === mount.space &&
        other.mountPoint.text === mount.mountPoint.text &&
        other.priority === mount.priority,
    )
    if (taken) {
      throw new NexusError(
        'ALREADY_EXISTS',
        `Something is mounted at ${mount.mountPoint.text} with priority ${mount.priority}.`,
        {
          path: mount.mountPoint.text,
          hint: 'Remove that mount first, or give another priority.',
        },
      )
    }
    this.#mounts = [...this.#mounts, mount].sort(
      (a, b) =>
        b.priority - a.priority || b.mountPoint.segments.length - a.mountPoint.segments.length,
    )
  }

  /** Takes a mount out by id. */
  remove(id: string): void {
    this.#mounts = this.#mounts.filter((mount) => mount.id !== id)
  }

  /** The mounts of a space, the root mount last. */
  list(space: string): readonly Mount[] {
    return [...this.#mounts.filter((mount) => mount.space === space), this.#root]
  }

  /** Every backend in use, each once. */
  backends(): readonly Backend[] {
    return [...new Set([this.#root, ...this.#mounts].map((mount) => mount.backend))]
  }

  /** Every backend of a mount that may be written to, each once. */
  writableBackends(): readonly Backend[] {
    const writable = [this.#root, ...this.#mounts].filter((mount) => !mount.readonly)
    return [...new Set(writable.map((mount) => mount.backend))]
  }

  /** A mount point at or below a path, which keeps it from being moved or removed. */
  findBelow(space: string, path: VirtualPath): Mount | undefined {
    return this.#mounts.find((mount) => mount.space === space && isWithin(mount.mountPoint, path))
  }

  /** A mount of higher priority that serves all of this mount's paths. */
  findHiding(mount: Mount): Mount | undefined {
    const serving = this.route(mount.space, mount.mountPoint)
    return serving.id === mount.id || mount.id === this.#root.id ? undefined : serving
  }
}
