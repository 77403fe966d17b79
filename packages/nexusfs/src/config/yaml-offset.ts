import type { Node } from 'yaml'
import type { ValuePath } from './layer.ts'
import { toCamelCase } from './spelling.ts'
import type { YamlModule } from './yaml-tree.ts'

/** Offset of the key or item at a path, or of the nearest one above it that is there. */
export function offsetOf(yaml: YamlModule, root: unknown, path: ValuePath): number {
  let node = root
  let offset = 0
  for (const segment of path) {
    const step = stepInto(yaml, node, segment)
    if (step === undefined) break
    offset = step.offset ?? offset
    node = step.node
  }
  return offset
}

function stepInto(
  yaml: YamlModule,
  node: unknown,
  segment: PropertyKey,
): { readonly node: unknown; readonly offset: number | undefined } | undefined {
  if (yaml.isSeq(node)) {
    const item = typeof segment === 'number' ? (node.items[segment] as Node | undefined) : undefined
    return item === undefined ? undefined : { node: item, offset: item.range?.[0] }
  }
  if (!yaml.isMap(node)) return undefined
  const pair = node.items.find(({ key }) => {
    const name = yaml.isScalar(key) ? key.value : undefined
    return name === segment || (typeof name === 'string' && toCamelCase(name) === segment)
  })
  if (pair === undefined) return undefined
  return { node: pair.value, offset: yaml.isNode(pair.key) ? pair.key.range?.[0] : undefined }
}
