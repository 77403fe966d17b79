import { isDeepStrictEqual } from 'node:util'
import type { Document, ParsedNode, YAMLMap, YAMLSeq } from 'yaml'
import type { YamlModule } from './yaml-tree.ts'

/** What is to happen to one plugin in the list of a configuration file. */
export interface PluginListChange {
  /** `enable` adds it where it is missing, `disable` keeps its entry, `remove` drops the entry. */
  readonly action: 'enable' | 'disable' | 'remove'
  /** Name of the plugin. */
  readonly name: string
}

/** A part of a text and what takes its place. */
interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

type Item = ParsedNode | null
type PluginMap = YAMLMap.Parsed
type PluginList = YAMLSeq.Parsed<ParsedNode>

/**
 * The text of a configuration file after a change. Only what has to change does: comments, order, quotes and spaces of
 * all else stay byte for byte.
 * @returns nothing where the text is no mapping, or is written in a way that cannot be changed without touching more
 */
export function changePlugins(
  yaml: YamlModule,
  text: string,
  change: PluginListChange,
): string | undefined {
  const before = parse(yaml, text)
  if (before === undefined) return undefined
  const changed = apply(text, new PluginsText(yaml, text, before).splices(change))
  const after = changed === undefined ? undefined : parse(yaml, changed)
  const isMeant = isDeepStrictEqual(plainValue(after), expected(plainValue(before), change))
  return isMeant ? changed : undefined
}

function parse(yaml: YamlModule, text: string): Document.Parsed<ParsedNode> | undefined {
  const document = yaml.parseDocument(text, { keepSourceTokens: true, logLevel: 'error' })
  return document.errors.length === 0 ? document : undefined
}

function plainValue(document: Document | undefined): unknown {
  return document?.toJS({ maxAliasCount: 100 }) ?? {}
}

/** The values after a change, worked out without the text. */
function expected(before: unknown, { action, name }: PluginListChange): unknown {
  const { plugins, ...others } = before as { readonly plugins?: unknown }
  const list: readonly unknown[] = Array.isArray(plugins) ? plugins : []
  const isIt = (entry: unknown): boolean => nameOf(entry) === name
  if (!list.some(isIt))
    return action === 'enable' ? { ...others, plugins: [...list, name] } : before
  if (action === 'remove') return { ...others, plugins: list.filter((entry) => !isIt(entry)) }
  const enabled = action === 'enable'
  return {
    ...others,
    plugins: list.map((entry) => {
      if (!isIt(entry) || isEnabled(entry) === enabled) return entry
      return typeof entry === 'string' ? { name, enabled } : { ...(entry as object), enabled }
    }),
  }
}

function nameOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null ? (entry as { name?: unknown }).name : entry
}

function isEnabled(entry: unknown): unknown {
  return typeof entry === 'object' ? ((entry as { enabled?: unknown }).enabled ?? true) : true
}

function apply(text: string, splices: readonly Splice[] | undefined): string | undefined {
  return splices
    ?.toSorted((a, b) => b.start - a.start)
    .reduce(
      (whole, { start, end, text: part }) => whole.slice(0, start) + part + whole.slice(end),
      text,
    )
}

/** Finds where a text has to change. */
class PluginsText {
  readonly #yaml: YamlModule
  readonly #text: string
  readonly #root: unknown
  readonly #newline: string

  constructor(yaml: YamlModule, text: string, document: Document.Parsed<ParsedNode>) {
    this.#yaml = yaml
    this.#text = text
    this.#root = document.contents
    this.#newline = text.includes('\r\n') ? '\r\n' : '\n'
  }

  /** Nothing where the text cannot be changed. */
  splices({ action, name }: PluginListChange): readonly Splice[] | undefined {
    const { isMap, isScalar, isSeq } = this.#yaml
    const root = this.#root
    if (root !== null && !isMap(root)) return undefined
    const pair = root?.items.find(({ key }) => isScalar(key) && key.value === 'plugins')
    const list = (pair?.value ?? null) as Item
    const isEmpty = list === null || (isScalar(list) && list.value === null)
    if (!isEmpty && !isSeq(list)) return undefined
    const index = isSeq(list) ? list.items.findIndex((item) => this.#nameOf(item) === name) : -1
    if (index === -1) {
      if (action !== 'enable') return []
      if (pair === undefined) return [this.#appendKey(name)]
      return [
        isSeq(list)
          ? this.#append(list as PluginList, name)
          : this.#fill(pair.key as ParsedNode, list, name),
      ]
    }
    const items = list as PluginList
    if (action === 'remove') return this.#remove(pair?.key, items, index)
    return this.#switch(items.items[index] as ParsedNode, action === 'enable')
  }

  #nameOf(item: Item): unknown {
    const { isMap, isScalar } = this.#yaml
    if (isMap(item)) return item.get('name')
    return isScalar(item) ? item.value : undefined
  }

  #appendKey(name: string): Splice {
    const newline = this.#newline
    const end = this.#text.length
    const before =
      this.#text.trim() === '' ? '' : this.#isLineStart(end) ? newline : newline + newline
    return insert(end, `${before}plugins:${newline}  - ${plain(name)}${newline}`)
  }

  /** Puts the first item below a key without a value. */
  #fill(key: ParsedNode, value: Item, name: string): Splice {
    const [start, end] = value?.range ?? [key.range[2], key.range[2]]
    if (end > start) return { start, end, text: `[${plain(name)}]` }
    const lineEnd = this.#lineEnd(key.range[1])
    return insert(lineEnd, `${this.#newline}  - ${plain(name)}`)
  }

  #append(list: PluginList, name: string): Splice {
    const last = list.items.at(-1)
    if (list.flow === true)
      return last === undefined
        ? insert(list.range[0] + 1, plain(name))
        : insert(last.range[1], `, ${plain(name)}`)
    const at = this.#nextLine(last?.range[1] ?? list.range[1])
    const indent = ' '.repeat(this.#column(list.range[0]))
    const before = this.#isLineStart(at) ? '' : this.#newline
    return insert(at, `${before}${indent}- ${plain(name)}${this.#newline}`)
  }

  #switch(item: ParsedNode, enabled: boolean): readonly Splice[] | undefined {
    const { isMap, isScalar } = this.#yaml
    const [start, end] = item.range
    if (isScalar(item)) {
      if (enabled) return []
      const name = this.#text.slice(start, end)
      return [{ start, end, text: `{ name: ${name}, enabled: false }` }]
    }
    if (!isMap(item)) return undefined
    const pair = item.items.find(({ key }) => isScalar(key) && key.value === 'enabled')
    if (pair === undefined) return enabled ? [] : this.#addMember(item)
    if (!isScalar(pair.value)) return undefined
    const [from, to] = pair.value.range
    if (from === to) return enabled ? [] : [insert(this.#afterColon(pair.key), ' false')]
    return pair.value.value === enabled ? [] : [{ start: from, end: to, text: String(enabled) }]
  }

  /** Adds `enabled: false` after the name. */
  #addMember(item: PluginMap): readonly Splice[] | undefined {
    const pair = item.items.find(({ key }) => this.#yaml.isScalar(key) && key.value === 'name')
    if (pair?.value == null) return undefined
    const end = pair.value.range[1]
    if (item.flow === true) return [insert(end, ', enabled: false')]
    const indent = ' '.repeat(this.#column(pair.key.range[0]))
    return [insert(this.#lineEnd(end), `${this.#newline}${indent}enabled: false`)]
  }

  #remove(key: unknown, list: PluginList, index: number): readonly Splice[] | undefined {
    const item = list.items[index] as ParsedNode
    if (list.flow === true) return [this.#removeFlowItem(list, index)]
    const dash = dashOf(list, index)
    if (dash === undefined) return undefined
    const end = this.#nextLine(item.range[1])
    const start = index === 0 ? this.#lineStart(dash) : this.#withComments(this.#lineStart(dash))
    const gone = { start, end, text: '' }
    if (list.items.length > 1) return [gone]
    return [gone, insert(this.#afterColon(key as ParsedNode), ' []')]
  }

  #afterColon(key: ParsedNode): number {
    return this.#text.indexOf(':', key.range[1]) + 1
  }

  #removeFlowItem({ items }: PluginList, index: number): Splice {
    const item = items[index] as ParsedNode
    const next = items[index + 1]
    if (next !== undefined) return { start: item.range[0], end: next.range[0], text: '' }
    return { start: items[index - 1]?.range[1] ?? item.range[0], end: item.range[1], text: '' }
  }

  /** The start of the comment lines directly above a line, which go with it. */
  #withComments(lineStart: number): number {
    let start = lineStart
    for (;;) {
      const above = this.#lineStart(start - 1)
      if (start === 0 || !this.#text.slice(above, start).trimStart().startsWith('#')) return start
      start = above
    }
  }

  #column(offset: number): number {
    return offset - this.#lineStart(offset)
  }

  #lineStart(offset: number): number {
    return offset <= 0 ? 0 : this.#text.lastIndexOf('\n', offset - 1) + 1
  }

  #isLineStart(offset: number): boolean {
    return this.#lineStart(offset) === offset
  }

  /** Where the line of an offset ends, before its line break. */
  #lineEnd(offset: number): number {
    const end = this.#text.indexOf('\n', offset)
    if (end === -1) return this.#text.length
    return this.#text[end - 1] === '\r' ? end - 1 : end
  }

  /** Where the next line begins; the offset itself at the start of one. */
  #nextLine(offset: number): number {
    if (this.#isLineStart(offset)) return offset
    const end = this.#text.indexOf('\n', offset)
    return end === -1 ? this.#text.length : end + 1
  }
}

function dashOf({ srcToken }: PluginList, index: number): number | undefined {
  if (srcToken?.type !== 'block-seq') return undefined
  // What stands before the first dash can be an item of its own, without a dash.
  const dashes = srcToken.items.flatMap(({ start }) =>
    start.filter(({ type }) => type === 'seq-item-ind'),
  )
  return dashes[index]?.offset
}

function insert(offset: number, text: string): Splice {
  return { start: offset, end: offset, text }
}

/** A name as YAML writes it; three of them would otherwise be no text. */
function plain(name: string): string {
  return ['true', 'false', 'null'].includes(name) ? `"${name}"` : name
}
