import type { Mount } from '../mounts/index.ts'
import type { Tree } from '../trees/tree.ts'
import { type ManagedParts, ManagedTree } from './managed-tree.ts'

/** The trees that mounts resolve to: one for all of layout `cas`, one for each of layout `path`. */
export class Trees {
  readonly #managed: Tree

  constructor(parts: ManagedParts) {
    this.#managed = new ManagedTree(parts)
  }

  of(_mount: Mount): Tree {
    return this.#managed
  }
}
