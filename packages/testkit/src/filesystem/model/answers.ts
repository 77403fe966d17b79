import assert from 'node:assert/strict'
import type { RestoreResult, TreeChange, UndoResult } from '@nexusfs/core'
import { type Change, isSame } from './change.ts'
import { isLive, type ModelNode, type ModelTree, pathOf } from './tree.ts'
import type { ModelUndo } from './undo.ts'

/** The answer of an undo, also of a dry run. */
export function checkUndo(answer: UndoResult, undo: ModelUndo, present: ModelTree): void {
  assert.deepEqual(
    answer.undone.map(({ id, type }) => ({ id, type })),
    undo.undone.map(({ id, type }) => ({ id, type })),
    'what was undone',
  )
  assert.deepEqual(
    answer.skipped.map(({ id, reason }) => ({ id, reason })),
    undo.skipped.map(({ operation: { id }, reason }) => ({ id, reason })),
    'what was skipped',
  )
  for (const { reason, conflicts } of answer.skipped) {
    const isNamed = reason === 'conflict' ? (conflicts?.length ?? 0) > 0 : conflicts === undefined
    assert.ok(isNamed, 'a conflict names what stands in the way, and nothing else does')
  }
  assert.deepEqual(outline(answer.changes), treeChanges(present, undo.tree), 'changes of an undo')
}

/** The answer of a dry run of a restore. */
export function checkPreview(answer: RestoreResult, { before, tree }: Change): void {
  assert.equal(answer.operationId, undefined)
  assert.equal(answer.count, answer.changes?.length)
  assert.deepEqual(outline(answer.changes ?? []), treeChanges(before, tree), 'a preview')
}

function outline(changes: readonly TreeChange[]): string[] {
  return changes.map(({ path, change }) => `${path} ${change}`).sort()
}

/** What differs between two trees, node by node. */
function treeChanges(before: ModelTree, after: ModelTree): string[] {
  return [...after.values()]
    .flatMap((node) => {
      const then = before.get(node.key)
      const change = changeOf(then, node)
      if (change === undefined) return []
      return [`${isLive(node) ? pathOf(after, node) : pathOf(before, then as ModelNode)} ${change}`]
    })
    .sort()
}

function changeOf(
  before: ModelNode | undefined,
  after: ModelNode,
): TreeChange['change'] | undefined {
  if (!isLive(before)) return isLive(after) ? 'added' : undefined
  if (!isLive(after)) return 'removed'
  const [was, is] = [before.place.value, after.place.value]
  if (was?.parent !== is?.parent || was?.name !== is?.name) return 'moved'
  return isSameState(before, after) ? undefined : 'changed'
}

function isSameState(before: ModelNode, after: ModelNode): boolean {
  const [was, is] = [before.content.value, after.content.value]
  return (
    isSame(before.attributes.value, after.attributes.value) &&
    before.version === after.version &&
    was.type === is.type &&
    was.modifiedAt === is.modifiedAt
  )
}
