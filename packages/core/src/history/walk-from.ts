import type { Id, MetadataStore, NodeRow, ReadNodeOptions, Walk } from '../spec/index.ts'

/** Walks names from a directory by its id: what lies above it is not asked for. */
export async function walkFrom(
  store: MetadataStore,
  space: string,
  directory: Id,
  names: readonly string[],
  options: ReadNodeOptions,
): Promise<Walk> {
  const [top] = await store.getNodes(space, [directory], { at: options.at })
  if (names.length === 0) return top === undefined ? { walked: [] } : { found: { node: top } }
  const walked: NodeRow[] = top === undefined ? [] : [top]
  let parent = directory
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1
    const found = await store.lookup(space, parent, name, isLast ? options : { at: options.at })
    if (found === undefined) return { walked }
    if (isLast) return { found }
    walked.push(found.node)
    parent = found.node.id
  }
  return { walked }
}
