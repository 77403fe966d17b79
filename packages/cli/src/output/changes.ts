import type { TreeChange, TreeChangeSide } from '@nexusfs/core'
import { rowLines } from './cells.ts'
import type { Output } from './output.ts'

const SHOWN = 50

/** A change for people: `changed  /a.txt  v1 -> v2, 5 B -> 7 B`. */
export function changeLines(output: Output, change: TreeChange): readonly string[] {
  const { colors } = output
  const paint = {
    added: colors.green,
    removed: colors.red,
    moved: colors.cyan,
    changed: colors.yellow,
  }[change.change]
  const details = detailsOf(output, change)
  return rowLines(output, [
    [change.change.padEnd(7), paint],
    places(output, change),
    ...(details === '' ? [] : [[details, colors.dim] as const]),
  ])
}

/** The first changes, and how many more there are: for questions. */
export function someChanges(output: Output, changes: readonly TreeChange[]): readonly string[] {
  const lines = changes.slice(0, SHOWN).flatMap((change) => changeLines(output, change))
  const more = changes.length - SHOWN
  return more > 0 ? [...lines, `and ${more.toLocaleString('en-US')} more`] : lines
}

function places(output: Output, { path, previousPath, type }: TreeChange): string {
  const end = type === 'directory' ? '/' : ''
  const shown = `${output.name(path)}${end}`
  return previousPath === undefined ? shown : `${output.name(previousPath)}${end} -> ${shown}`
}

function detailsOf(output: Output, { type, before, after, facets = [] }: TreeChange): string {
  const parts: string[] = []
  const side = before ?? after
  if (type === 'file' && before !== undefined && after !== undefined) {
    if (facets.includes('content')) parts.push(...differences(output, before, after))
  } else if (type === 'file' && side !== undefined)
    parts.push(`v${side.version}`, output.size(side.size))
  if (facets.includes('attributes')) parts.push('attributes')
  return parts.join(', ')
}

function differences(
  output: Output,
  before: TreeChangeSide,
  after: TreeChangeSide,
): readonly string[] {
  const version = `v${before.version} -> v${after.version}`
  if (before.size === after.size) return [version, output.size(after.size)]
  return [version, `${output.size(before.size)} -> ${output.size(after.size)}`]
}
