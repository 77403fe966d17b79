import type { Document, Node, Pair, ParsedNode } from 'yaml'
import type { Environment } from './environment-layer.ts'
import { expand } from './expand.ts'
import { pathKey, type ValuePath } from './layer.ts'

const MAX_DEPTH = 32
const MAX_NODES = 20_000
const MAX_ALIASES = 100

/** The parts of the parser that the walk needs; it is loaded only when there is a file. */
export type YamlModule = typeof import('yaml')

/** A document as plain values. */
export interface YamlTree {
  readonly value: unknown
  /** Values that came out of a reference: {@link pathKey}s of the paths as written. */
  readonly expanded: ReadonlySet<string>
  readonly problems: readonly TreeProblem[]
}

/** What is wrong, with the offset in the text and the path as written. */
export interface TreeProblem {
  readonly offset: number
  readonly path: ValuePath
  readonly message: string
}

/** Turns a parsed document into plain values: expands references, follows aliases within limits. */
export function readTree(
  yaml: YamlModule,
  document: Document.Parsed<ParsedNode>,
  env: Environment,
): YamlTree {
  const walk = new TreeWalk(yaml, document, env)
  const value = walk.read(document.contents, [])
  return { value, expanded: walk.expanded, problems: walk.problems }
}

class TreeWalk {
  readonly expanded = new Set<string>()
  readonly problems: TreeProblem[] = []
  readonly #yaml: YamlModule
  readonly #document: Document.Parsed<ParsedNode>
  readonly #env: Environment
  #nodes = 0
  #aliases = 0
  #stopped = false

  constructor(yaml: YamlModule, document: Document.Parsed<ParsedNode>, env: Environment) {
    this.#yaml = yaml
    this.#document = document
    this.#env = env
  }

  read(node: unknown, path: ValuePath, depth = 0): unknown {
    const { isAlias, isMap, isScalar, isSeq } = this.#yaml
    this.#nodes += 1
    if (this.#nodes > MAX_NODES) return this.#stop(node, path, `more than ${MAX_NODES} values`)
    if (depth > MAX_DEPTH) return this.#stop(node, path, `nesting deeper than ${MAX_DEPTH}`)
    if (this.#stopped) return undefined
    if (isAlias(node)) return this.#readAlias(node, path, depth)
    if (isMap(node)) return this.#readMap(node.items, path, depth)
    if (isSeq(node))
      return node.items.map((item, index) => this.read(item, [...path, index], depth + 1))
    if (isScalar(node)) return this.#readScalar(node, path)
    return null
  }

  #readAlias(node: Node & { source: string }, path: ValuePath, depth: number): unknown {
    this.#aliases += 1
    if (this.#aliases > MAX_ALIASES)
      return this.#stop(node, path, `more than ${MAX_ALIASES} aliases`)
    const target = this.#yaml.isAlias(node) ? node.resolve(this.#document) : undefined
    if (target !== undefined) return this.read(target, path, depth + 1)
    this.#problem(node, path, 'an alias (*name) has no anchor (&name) before it')
    return undefined
  }

  #readMap(items: readonly Pair[], path: ValuePath, depth: number): unknown {
    const entries = new Map<string, unknown>()
    for (const { key, value } of items) {
      const name = this.#yaml.isScalar(key) ? key.value : undefined
      if (typeof name !== 'string') this.#problem(key, path, 'a key must be text; quote it')
      else if (entries.has(name)) this.#problem(key, path, `the key "${name}" is given twice`)
      else entries.set(name, this.read(value, [...path, name], depth + 1))
    }
    return Object.fromEntries(entries)
  }

  #readScalar(node: { value: unknown }, path: ValuePath): unknown {
    if (typeof node.value !== 'string') return node.value
    const { text, expanded, problems } = expand(node.value, this.#env)
    if (expanded) this.expanded.add(pathKey(path))
    for (const message of problems) this.#problem(node, path, message)
    // A missing variable is reported once; the key counts as absent, so that no second problem follows from it.
    return problems.length === 0 ? text : undefined
  }

  #stop(node: unknown, path: ValuePath, excess: string): undefined {
    if (!this.#stopped)
      this.#problem(node, path, `the file has ${excess}: configuration is refused beyond that`)
    this.#stopped = true
    return undefined
  }

  #problem(node: unknown, path: ValuePath, message: string): void {
    const range = this.#yaml.isNode(node) ? node.range : undefined
    this.problems.push({ offset: range?.[0] ?? 0, path, message })
  }
}
