import { parsePath } from '../path/index.ts'
import type { Id, MetadataStore, NodeRow, OperationRow } from '../spec/index.ts'
import { type Deed, loadDeeds } from './undo-deeds.ts'

/** Look-ups at once. */
const AT_ONCE = 50

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
 * it when nothing else is in them. Of those that a redo brought back, the ones that what it did again had made so.
 */
export async function findDirectoriesOnTheWay(
  store: MetadataStore,
  space: string,
  deed: Deed,
): Promise<ReadonlySet<Id>> {
  if (deed.operation.type !== 'undo') return directoriesOnTheWay(deed)
  const found = new Set<Id>()
  for (let undos: readonly OperationRow[] = [deed.operation]; undos.length > 0; ) {
    const undone = await loadUndone(store, space, undos)
    const redone = await loadUndone(store, space, undone.filter(isUndo))
    const made = redone.filter((row) => !isUndo(row))
    for (const again of await loadDeeds(store, space, made))
      for (const id of directoriesOnTheWay(again)) found.add(id)
    undos = redone.filter(isUndo)
  }
  const broughtBack = deed.effects.filter(({ node, before }) => !before && found.has(node))
  return new Set(broughtBack.map(({ node }) => node))
}

function isUndo({ type }: OperationRow): boolean {
  return type === 'undo'
}

function idsUndone({ details }: OperationRow): readonly Id[] {
  const operations = details?.operations
  return Array.isArray(operations) ? (operations as readonly Id[]) : []
}

/** The operations that undos took back. */
async function loadUndone(
  store: MetadataStore,
  space: string,
  undos: readonly OperationRow[],
): Promise<readonly OperationRow[]> {
  const ids = [...new Set(undos.flatMap(idsUndone))]
  const found: OperationRow[] = []
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const asked = ids.slice(start, start + AT_ONCE)
    const pages = await Promise.all(asked.map((id) => store.operations(space, { id, limit: 1 })))
    found.push(...pages.flatMap(({ rows }) => rows))
  }
  return found
}

function directoriesOnTheWay({ operation, effects }: Deed): ReadonlySet<Id> {
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
