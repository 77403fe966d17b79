import type { ErrorCode } from '@nexusfs/core'
import type { Back, FileToWrite, ModelCall, ModelTarget } from './call.ts'
import { Change } from './change.ts'
import {
  append,
  changeAttributes,
  checkWritable,
  copyTree,
  edit,
  makeDirectory,
  putFile,
  remove,
  removeDirectory,
  transfer,
  write,
} from './file-changes.ts'
import { type Actor, effectsOf, type ModelOperation } from './operation.ts'
import { Refused } from './refused.ts'
import { restorePath } from './restore.ts'
import { find, isWithin, type ModelNode, type ModelTree } from './tree.ts'
import { ITSELF, type ModelUndo, planUndo } from './undo.ts'
import { findVersion } from './versions.ts'

/** What a call does. */
export interface Prediction {
  /** What is logged, in order. */
  readonly logged: readonly ModelOperation[]
  readonly undo?: ModelUndo | undefined
  /** What the dry run of a restore tells of. */
  readonly change?: Change | undefined
}

/** A named state of a directory. */
export interface ModelSnapshot {
  readonly path: string
  readonly tree: ModelTree
  readonly createdBy: string | undefined
}

type Draft = Pick<ModelOperation, 'type' | 'path' | 'target' | 'actor'>

/** A filesystem as its documents describe it: a tree, and what it was after each operation. */
export class FilesystemModel {
  readonly log: ModelOperation[] = []
  readonly snapshots = new Map<string, ModelSnapshot>()
  tree: ModelTree = new Map()
  /** States that ended before this many operations were logged may be gone. */
  horizon = 0

  /**
   * Makes a call. `undefined`: it says nothing here, because what it is about is not there.
   * @throws `Refused`: nothing was changed.
   */
  call(actor: Actor, call: ModelCall): Prediction | undefined {
    switch (call.kind) {
      case 'batch':
        return this.#batch(actor, call.items)
      case 'undo':
        return this.#undo(actor, call)
      case 'restore':
        return this.#restore(actor, call)
      case 'snapshot':
      case 'forget':
      case 'return':
      case 'fork':
        return this.#snapshot(actor, call)
      case 'bad':
      case 'reopen':
      case 'collect':
        return { logged: [] }
      default:
        // What this does not know any more may be kept, for a snapshot.
        if (call.kind === 'rollback' && this.horizon > 0 && !findVersion(this, call))
          return undefined
        return { logged: [this.#simple(actor, call)] }
    }
  }

  /** The operation that many before the newest; `undefined` when there is none that is sure to be known still. */
  operation(back: Back): ModelOperation | undefined {
    const known = this.log.length - this.horizon
    return known === 0 ? undefined : this.log[this.log.length - 1 - (back % known)]
  }

  #simple(
    actor: Actor,
    call: Exclude<
      ModelCall,
      {
        kind:
          | 'batch'
          | 'undo'
          | 'restore'
          | 'snapshot'
          | 'forget'
          | 'return'
          | 'fork'
          | 'bad'
          | 'reopen'
          | 'collect'
      }
    >,
  ): ModelOperation {
    const change = new Change(this.tree)
    switch (call.kind) {
      case 'write':
        write(change, call)
        break
      case 'append':
        append(change, call)
        break
      case 'edit':
        edit(change, call)
        break
      case 'delete':
        remove(change, call)
        break
      case 'mkdir':
        makeDirectory(change, call)
        break
      case 'rmdir':
        removeDirectory(change, call)
        break
      case 'copy':
      case 'rename':
        transfer(change, call)
        return this.#commit(change, { type: call.kind, path: call.from, target: call.to, actor })
      case 'metadata':
      case 'tag':
        changeAttributes(change, call)
        break
      case 'rollback': {
        if (find(this.tree, call.path).node?.type === 'directory')
          throw new Refused('IS_A_DIRECTORY')
        const found = findVersion(this, call)
        if (found === undefined) throw new Refused('NOT_FOUND')
        const { text, type } = found
        checkWritable(this.tree, call.path, call)
        putFile(change, { path: call.path, text, type })
      }
    }
    return this.#commit(change, { type: call.kind, path: call.path, actor })
  }

  /** All or nothing; conditions are about what was there before. */
  #batch(actor: Actor, items: readonly FileToWrite[]): Prediction {
    const refusals: Refused[] = []
    const attempt = (run: () => void) => {
      try {
        run()
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        refusals.push(error)
      }
    }
    let tree = this.tree
    const changes: Change[] = []
    for (const item of items) {
      const change = new Change(tree)
      attempt(() => checkWritable(this.tree, item.path, item))
      attempt(() => putFile(change, item))
      changes.push(change)
      tree = change.tree
    }
    if (refusals.length > 0)
      throw new Refused(...refusals.flatMap(({ codes }) => codes), ...nested(items))
    const logged = changes.map((change, index) =>
      this.#commit(change, { type: 'write', path: items[index]?.path, actor }),
    )
    return { logged }
  }

  #undo(
    actor: Actor,
    { target, skip, dryRun }: Extract<ModelCall, { kind: 'undo' }>,
  ): Prediction | undefined {
    const selected = this.#select(actor, target)
    if (selected === undefined) return undefined
    const undo = planUndo(this.tree, selected)
    const [first] = undo.skipped
    const isAlone = target.kind === 'one' || (target.kind === 'list' && selected.length === 1)
    if (isAlone && first?.reason === 'notUndoable') throw new Refused('NOT_SUPPORTED')
    if (!skip && undo.skipped.some(({ reason }) => reason === 'conflict'))
      throw new Refused('UNDO_CONFLICT')
    if (dryRun || undo.undone.length === 0) return { logged: [], undo }
    const change = new Change(this.tree)
    for (const node of undo.tree.values()) change.put(node)
    for (const key of undo.way) change.way.add(key)
    const logged = this.#commit(change, { type: 'undo', path: undefined, actor }, undo.undone)
    // A mark that was taken away and put back is as it was: whoever changes it later is not in the way of undoing this.
    logged.marks = [...undo.marks]
      .map(([operation, mark]) => ({
        operation,
        before: operation.undoneBy,
        after: mark === ITSELF ? logged : mark,
      }))
      .filter(({ before, after }) => before !== after)
    for (const { operation, after } of logged.marks) operation.undoneBy = after
    return { logged: [logged], undo }
  }

  /** Newest first; `undefined` when some of them may not be known any more. */
  #select(actor: Actor, target: ModelTarget): readonly ModelOperation[] | undefined {
    if (target.kind === 'one' || target.kind === 'list') {
      const backs = target.kind === 'one' ? [target.back] : target.backs
      const found = new Set(backs.map((back) => this.operation(back)))
      if (found.has(undefined)) return undefined
      return this.log.filter((operation) => found.has(operation)).reverse()
    }
    if (this.horizon > 0) return undefined
    const newest = this.log.toReversed()
    if (target.kind === 'last') {
      const own = ({ actor: { user } }: ModelOperation) =>
        actor.user === undefined || actor.user === user
      return newest
        .filter((operation) => operation.type !== 'undo' && operation.undoneBy === undefined)
        .filter((operation) => own(operation) && effectsOf(operation).length > 0)
        .slice(0, target.count)
    }
    if (target.kind === 'run') {
      const selected = newest.filter((operation) => operation.actor.run === target.run)
      if (selected.length === 0) throw new Refused('NOT_FOUND')
      return withoutOwnUndos(selected)
    }
    const since = this.operation(target.back)
    if (since === undefined) return undefined
    const isMeant = ({ path, target: other }: ModelOperation) =>
      [path, other].some((text) => text !== undefined && isWithin(text, target.path))
    return withoutOwnUndos(newest.slice(0, newest.indexOf(since) + 1).filter(isMeant))
  }

  #restore(
    actor: Actor,
    { path, back, dryRun }: Extract<ModelCall, { kind: 'restore' }>,
  ): Prediction | undefined {
    const then = this.operation(back)
    if (then === undefined) return undefined
    const change = new Change(this.tree)
    restorePath(change, then.after, path)
    if (dryRun) return { logged: [], change }
    return { logged: [this.#commit(change, { type: 'restore', path, actor })] }
  }

  #snapshot(
    actor: Actor,
    call: Extract<ModelCall, { kind: 'snapshot' | 'forget' | 'return' | 'fork' }>,
  ): Prediction {
    const { name } = call
    const snapshot = this.snapshots.get(name)
    const change = new Change(this.tree)
    if (call.kind === 'snapshot') {
      const { path } = call
      if (path !== '/') {
        const { node, isBlocked } = find(this.tree, path)
        if (node?.type === 'file' || isBlocked) throw new Refused('NOT_A_DIRECTORY')
        if (node === undefined) throw new Refused('NOT_FOUND')
      }
      if (snapshot !== undefined) throw new Refused('ALREADY_EXISTS')
      this.snapshots.set(name, { path, tree: this.tree, createdBy: actor.user })
      return { logged: [this.#commit(change, { type: 'snapshot', path, actor })] }
    }
    if (snapshot === undefined) throw new Refused('NOT_FOUND')
    const { path, tree, createdBy } = snapshot
    if (call.kind === 'forget') {
      // The root holds what is of others too.
      const isOwn = actor.user === undefined || actor.user === createdBy
      if (path === '/' && !isOwn) throw new Refused('ACCESS_DENIED')
      this.snapshots.delete(name)
      return { logged: [this.#commit(change, { type: 'snapshot', path, actor })] }
    }
    if (call.kind === 'return') {
      restorePath(change, tree, path)
      if (call.dryRun) return { logged: [], change }
      return { logged: [this.#commit(change, { type: 'restore', path, actor })] }
    }
    if (path === '/') throw new Refused('ACCESS_DENIED')
    const { node, isBlocked } = find(this.tree, call.to)
    if (isBlocked) throw new Refused('NOT_A_DIRECTORY')
    if (node !== undefined) throw new Refused('ALREADY_EXISTS')
    copyTree(change, tree, find(tree, path).node as ModelNode, change.placeOf(call.to))
    return { logged: [this.#commit(change, { type: 'fork', path, target: call.to, actor })] }
  }

  #commit(change: Change, draft: Draft, undid: readonly ModelOperation[] = []): ModelOperation {
    const { tree: after, before, way } = change
    const known = { id: undefined, undoneBy: undefined, marks: [], undid }
    const operation: ModelOperation = { ...known, ...draft, before, after, way }
    this.log.push(operation)
    this.tree = after
    return operation
  }
}

/** What else may be wrong with a batch that names a file and something below it. */
function nested(items: readonly FileToWrite[]): readonly ErrorCode[] {
  const isNested = items.some(({ path }) =>
    items.some((other) => other.path !== path && isWithin(path, other.path)),
  )
  return isNested ? ['NOT_A_DIRECTORY', 'IS_A_DIRECTORY'] : []
}

/** An undo of nothing but what is selected with it is nothing to be undone. */
function withoutOwnUndos(selected: readonly ModelOperation[]): readonly ModelOperation[] {
  const all = new Set(selected)
  return selected.filter(
    ({ type, undid }) => type !== 'undo' || undid.some((operation) => !all.has(operation)),
  )
}
