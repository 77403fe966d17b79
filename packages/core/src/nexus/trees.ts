import type { Mount } from '../mounts/index.ts'
import type { Backend, Clock } from '../spec/index.ts'
import type { Ledger } from '../trees/mapped/ledger.ts'
import { MappedTree } from '../trees/mapped/mapped-tree.ts'
import { createLedger } from '../trees/mapped/mount-ledger.ts'
import type { Tree } from '../trees/tree.ts'
import { type ManagedParts, ManagedTree } from './managed-tree.ts'
import { createMappedPast } from './mapped-past.ts'

/** What trees are made of. */
export interface TreesParts extends ManagedParts {
  readonly clock: Pick<Clock, 'now'>
  /** The default backend. */
  readonly managed: Backend
  /** Of mapped trees whose mount does not say how it keeps what was before. */
  readonly history: Mount['history']
}

/** The trees that mounts resolve to: one for all of layout `cas`, one for each of layout `path`. */
export class Trees {
  /** What mapped trees write down of their changes. */
  readonly ledger: Ledger
  readonly #managed: Tree
  readonly #mapped = new WeakMap<Mount, MappedTree>()
  readonly #mappedOf: (mount: Mount) => MappedTree

  constructor(parts: TreesParts) {
    this.#managed = new ManagedTree(parts)
    const { content, clock } = parts
    const past = createMappedPast(parts)
    this.ledger = createLedger(parts)
    const given = { content, ledger: this.ledger, past, now: () => clock.now() }
    const { history } = parts
    const keeps = (mount: Mount): Mount =>
      history === undefined || mount.history !== undefined ? mount : { ...mount, history }
    this.#mappedOf = (mount) => new MappedTree(keeps(mount), given)
  }

  of(mount: Mount): Tree {
    return mount.layout === 'cas' ? this.#managed : this.mapped(mount)
  }

  /** The tree of a mount of layout `path`. */
  mapped(mount: Mount): MappedTree {
    const known = this.#mapped.get(mount)
    if (known !== undefined) return known
    const tree = this.#mappedOf(mount)
    this.#mapped.set(mount, tree)
    return tree
  }
}
