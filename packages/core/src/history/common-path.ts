import { isTooLong, pathOf } from '../path/index.ts'
import type { OperationRow } from '../spec/index.ts'
import type { TreeChange } from './tree-change.ts'

/**
 * What an undo is about: the one path that is changed, directories on the way to it apart; else the directory above all
 * of them. The log holds paths that calls can name, so of one that is too long it is a directory above.
 */
export function commonPath(
  changes: readonly TreeChange[],
  undone: readonly OperationRow[],
): string {
  const all = new Set(changes.flatMap(({ path, previousPath }) => [path, previousPath ?? path]))
  let deepest = ''
  for (const text of all) if (text.length > deepest.length) deepest = text
  let common = deepest === '' ? (undone[0]?.path ?? '/') : deepest
  for (const text of all) {
    if (common === deepest && isAbove(text, deepest)) continue
    while (common !== '' && !isAbove(common, text))
      common = common.slice(0, common.lastIndexOf('/'))
  }
  return whatCanBeNamed(common)
}

function isAbove(text: string, below: string): boolean {
  return text === below || (below.startsWith(text) && below[text.length] === '/')
}

function whatCanBeNamed(text: string): string {
  const names = text.split('/').filter((name) => name !== '')
  while (isTooLong(pathOf(names))) names.pop()
  return pathOf(names).text
}
