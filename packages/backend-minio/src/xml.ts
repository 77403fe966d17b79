import type { X2jOptions, XMLParser } from 'fast-xml-parser'

/** An element: its children by name; text is a string. */
export interface XmlElement {
  readonly [name: string]: XmlValue | undefined
}

/** What stands in an element. Several of one name are a list. */
export type XmlValue = string | XmlElement | readonly (string | XmlElement)[]

/** Keys may look like numbers and may have white space at their ends. References are resolved by {@link decoded}. */
const OPTIONS: X2jOptions = { parseTagValue: false, trimValues: false, processEntities: false }

/** Reads the answers of the server. */
export class XmlReader {
  readonly #plain: XMLParser
  readonly #ordered: XMLParser

  constructor(Parser: typeof XMLParser) {
    this.#plain = new Parser(OPTIONS)
    this.#ordered = new Parser({ ...OPTIONS, preserveOrder: true })
  }

  /** The children of the outermost element of that name; `undefined` for another document, or none. */
  read(document: string, name: string): XmlElement | undefined {
    let parsed: XmlElement
    try {
      parsed = this.#plain.parse(document) as XmlElement
    } catch {
      // Not XML: a proxy's page, perhaps.
      return undefined
    }
    const found = parsed[name]
    if (found === '') return {}
    return typeof found === 'object' && !Array.isArray(found) ? (found as XmlElement) : undefined
  }

  /** The children of the outermost element in their order, those that have children of their own. */
  readInOrder(document: string, name: string): readonly { name: string; element: XmlElement }[] {
    const parsed = this.#ordered.parse(document) as readonly OrderedNode[]
    const rows = parsed.find((node) => name in node)?.[name] ?? []
    if (!Array.isArray(rows)) return []
    return (rows as readonly OrderedNode[]).map((row) => {
      const [child = ''] = Object.keys(row)
      return { name: child, element: flattened(row[child]) }
    })
  }
}

interface OrderedNode {
  readonly [name: string]: readonly OrderedNode[] | string | undefined
}

function flattened(children: OrderedNode[string]): XmlElement {
  if (!Array.isArray(children)) return {}
  return Object.fromEntries(
    (children as readonly OrderedNode[]).flatMap((child) => {
      const [name = ''] = Object.keys(child)
      const inner = child[name]
      if (!Array.isArray(inner)) return []
      return [[name, String((inner[0] as OrderedNode | undefined)?.['#text'] ?? '')]]
    }),
  )
}

/** All elements of a name, which may be absent. */
export function elementsOf(value: XmlValue | undefined): readonly XmlElement[] {
  if (value === undefined) return []
  const values = Array.isArray(value) ? value : [value]
  return values.filter((item): item is XmlElement => typeof item === 'object')
}

/** The text of an element; empty where there is none. */
export function textOf(value: XmlValue | undefined): string {
  return typeof value === 'string' ? decoded(value) : ''
}

/** A name that the server sent with `encoding-type=url`. */
export function urlDecoded(value: XmlValue | undefined): string {
  return decodeURIComponent(textOf(value).replaceAll('+', ' '))
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  gt: '>',
  lt: '<',
  quot: '"',
}

/** Text with its references resolved (XML 1.0, section 4.1). */
function decoded(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi,
    (all, decimal, hex, name) => {
      if (name !== undefined) return NAMED[name] ?? all
      const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
      return point <= 0x10ffff ? String.fromCodePoint(point) : all
    },
  )
}

/** Text as it stands in XML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"'\r\n]/g, (character) => `&#${character.charCodeAt(0)};`)
}
