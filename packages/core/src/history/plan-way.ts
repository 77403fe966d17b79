import { parsePath } from '../path/index.ts'
import type { Id, NodeRow, OperationRow } from '../spec/index.ts'
import type { Deed } from './undo-deeds.ts'

/** Operations that make directories for their own sake, besides those that were missing on the way to them. */
const MAKE_DIRECTORIES: ReadonlySet<OperationRow['type']> = new Set([
  'mkdir',
  'copy',
  'fork',
  'restore',
  'mount',
])

/**
 * The directories that an operation made only because they were missing on the way to what it was about. They go with
 * it when nothing else is in them.
 */
export function directoriesOnTheWay({ operation, effects }: Deed): ReadonlySet<Id> {
  const made = effects.flatMap(({ before, after }) => (before === undefined ? (after ?? []) : []))
  const directories = made.filter(({ type }) => type === 'directory')
  if (!MAKE_DIRECTORIES.has(operation.type)) return new Set(directories.map(({ id }) => id))
  const known = new Set(directories.map(({ id }) => id))
  const [top, ...others] = directories.filter(({ parent }) => !known.has(parent))
  if (top === undefined || others.length > 0) return new Set()
  const chain = chainBelow(top, made)
  const { segments } = parsePath(operation.target ?? operation.path)
  for (let above = chain.length - 1; above > 0; above--) {
    const names = chain.slice(0, above + 1).map(({ name }) => name)
    const wanted = segments.slice(-names.length)
    if (names.every((name, index) => name === wanted[index]))
      return new Set(chain.slice(0, above).map(({ id }) => id))
  }
  return new Set()
}

/** A directory, the only thing that was made in it, and so on. */
function chainBelow(top: NodeRow, made: readonly NodeRow[]): NodeRow[] {
  const children = Map.groupBy(made, ({ parent }) => parent)
  const chain = [top]
  for (let only: NodeRow | undefined = top; only !== undefined; ) {
    const inside: readonly NodeRow[] = children.get(only.id) ?? []
    only = inside.length === 1 ? inside[0] : undefined
    if (only !== undefined) chain.push(only)
  }
  return chain
}
