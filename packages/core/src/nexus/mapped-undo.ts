import type { MappedUndo } from '../history/index.ts'
import type { Mount } from '../mounts/index.ts'
import type { Id, Mutation } from '../spec/index.ts'
import type { LeftFile, UndoChange, UndoDraft } from '../trees/mapped/ledger.ts'
import type { Session } from './session.ts'

/** The part of an undo that lies in the mapped trees of a space; `undefined` where it has none. */
export function mappedUndo(
  { parts: { mounts, trees } }: Session,
  space: string,
  draft: UndoDraft,
): MappedUndo | undefined {
  if (!mounts.list(space).some(({ layout }) => layout === 'path')) return undefined
  const { ledger } = trees
  const concerned = new Set<Mount>()
  const mountOf = ({ before, after }: UndoChange): Mount | undefined => {
    const path = before ?? after
    return path && mounts.route(space, path)
  }
  return {
    async plan(changes) {
      const later = new Set<Id>()
      const left = new Map<Id, LeftFile>()
      const mutations: Mutation[] = []
      const operations: Id[] = []
      for (const [mount, own] of Map.groupBy(changes, mountOf)) {
        if (mount?.layout !== 'path') continue
        concerned.add(mount)
        // What a crash left of an earlier undo comes first; where it changes nodes, this one is planned again.
        await ledger.resolve(mount)
        const planned = await ledger.planUndo(mount, own, draft)
        for (const node of planned.later) later.add(node)
        for (const [node, file] of planned.left) left.set(node, file)
        mutations.push(...planned.mutations)
        operations.push(...planned.operations)
      }
      return { later, left, mutations, operations }
    },
    async run() {
      const left: LeftFile[] = []
      for (const mount of concerned) left.push(...(await ledger.runUndo(mount, draft.id)))
      return left
    },
  }
}
