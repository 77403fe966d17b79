import { objectKey } from '../../content/index.ts'
import { type ContentPlace, INLINE } from '../../spec/index.ts'
import { IsoTimes } from './iso-times.ts'
import { NameTypes } from './name-types.ts'
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
  readonly #types = new NameTypes()
  /** JSON of types and of names of backends. */
  readonly #quoted = new Map<string, string>()

  /** The line of a file, without its end; `content` is base64. */
  lineOf(
    { path, node }: WalkedFile,
    where: ContentPlace,
    backend: string,
    content?: string,
  ): string {
    const { name, createdAt, modifiedAt, attributes } = node
    const type = this.#quote(node.contentType ?? this.#types.of(name))
    const created = this.#times.textOf(createdAt)
    const modified = modifiedAt === createdAt ? created : this.#times.textOf(modifiedAt)
    const place = `"backend_name":${this.#quote(backend)},"physical_path":${physicalPath(where)}`
    const times = `"created_at":"${created}","modified_at":"${modified}"`
    const metadata = attributes?.metadata === undefined ? '{}' : JSON.stringify(attributes.metadata)
    const tags = attributes?.tags === undefined ? '' : `,"tags":${JSON.stringify(attributes.tags)}`
    const bytes = content === undefined ? '' : `,"content":"${content}"`
    return `{"path":${JSON.stringify(path)},"size":${node.size},"etag":"${where.hash}",${place},"mime_type":${type},${times},"version":${node.version},"custom_metadata":${metadata}${tags}${bytes}}`
  }

  /** The JSON of a text that many lines have. */
  #quote(text: string): string {
    const known = this.#quoted.get(text)
    if (known !== undefined) return known
    if (this.#quoted.size === MOST_KEPT) this.#quoted.clear()
    const quoted = JSON.stringify(text)
    this.#quoted.set(text, quoted)
    return quoted
  }
}

function physicalPath({ pool, backend, hash, generation, parts }: ContentPlace): string {
  if (parts?.some((part) => part.backend !== INLINE) === true) return `"parts:${hash}"`
  if (backend === INLINE || parts !== undefined) return `"inline:${hash}"`
  return JSON.stringify(objectKey(pool, hash, generation))
}
