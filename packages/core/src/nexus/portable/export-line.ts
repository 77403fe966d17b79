import { objectKey } from '../../content/index.ts'
import { contentTypeOf } from '../../kit/index.ts'
import { type ContentPlace, INLINE, type NodeRow } from '../../spec/index.ts'
import { IsoTimes } from './iso-times.ts'
import type { WalkedFile } from './walk-files.ts'

/** Texts that are kept at most. */
const MOST_KEPT = 1_000

/**
 * Makes the lines of an export: JSON objects whose members are, in this order, `path`, `size` (bytes), `etag` (SHA-256 of
 * the content in hex), `backend_name` (type of the backend that holds the content, `inline` for the store itself, its
 * id where it is not configured), `physical_path` (key of the content's object, `inline:<hash>`, or `parts:<hash>` for
 * content that appending made of several), `mime_type`, `created_at`, `modified_at` (ISO 8601, UTC), `version`,
 * `custom_metadata`, `tags` where there are any, and `content` (base64) when it goes along. The text is put together
 * member by member, which costs a third of making an object and its JSON.
 */
export class ExportLines {
  readonly #times = new IsoTimes()
  /** JSON of types by the ending of a name, which they depend on alone. */
  readonly #types = new Map<string, string>()
  /** JSON of names of backends. */
  readonly #names = new Map<string, string>()

  /** The line of a file, without its end; `content` is base64. */
  lineOf(
    { path, node }: WalkedFile,
    where: ContentPlace,
    backend: string,
    content?: string,
  ): string {
    const { createdAt, modifiedAt, attributes } = node
    const created = this.#times.textOf(createdAt)
    const modified = modifiedAt === createdAt ? created : this.#times.textOf(modifiedAt)
    const place = `"backend_name":${this.#nameOf(backend)},"physical_path":${physicalPath(where)}`
    const times = `"created_at":"${created}","modified_at":"${modified}"`
    const metadata = attributes?.metadata === undefined ? '{}' : JSON.stringify(attributes.metadata)
    const tags = attributes?.tags === undefined ? '' : `,"tags":${JSON.stringify(attributes.tags)}`
    const bytes = content === undefined ? '' : `,"content":"${content}"`
    return `{"path":${JSON.stringify(path)},"size":${node.size},"etag":"${where.hash}",${place},"mime_type":${this.#typeOf(node)},${times},"version":${node.version},"custom_metadata":${metadata}${tags}${bytes}}`
  }

  #typeOf({ name, contentType }: NodeRow): string {
    if (contentType !== undefined) return JSON.stringify(contentType)
    const make = () => JSON.stringify(contentTypeOf(name))
    // What a backslash ends is taken for a folder.
    if (name.includes('\\')) return make()
    return kept(this.#types, name.slice(Math.max(name.lastIndexOf('.'), 0)), make)
  }

  #nameOf(backend: string): string {
    return kept(this.#names, backend, () => JSON.stringify(backend))
  }
}

function kept(texts: Map<string, string>, key: string, make: () => string): string {
  let text = texts.get(key)
  if (text !== undefined) return text
  if (texts.size === MOST_KEPT) texts.clear()
  text = make()
  texts.set(key, text)
  return text
}

function physicalPath({ pool, backend, hash, generation, parts }: ContentPlace): string {
  if (parts?.some((part) => part.backend !== INLINE) === true) return `"parts:${hash}"`
  if (backend === INLINE || parts !== undefined) return `"inline:${hash}"`
  return JSON.stringify(objectKey(pool, hash, generation))
}
