import { objectKey } from '../../content/index.ts'
import { contentTypeOf } from '../../kit/index.ts'
import { type ContentRow, INLINE, type JsonObject } from '../../spec/index.ts'
import type { WalkedFile } from './walk-files.ts'

/** Milliseconds of the last time that ISO 8601 in JavaScript reaches. */
const LAST_TIME = 8.64e15

/** The members of a line, in their order. */
export interface ExportLine {
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** SHA-256 of the content in hex. */
  readonly etag: string
  /** Type of the backend that holds the content, `inline` for the store itself, its id where it is not configured. */
  readonly backend_name: string
  /** Key of the content's object, `inline:<hash>`, or `parts:<hash>` for content that appending made of several. */
  readonly physical_path: string
  readonly mime_type: string
  /** ISO 8601, UTC. */
  readonly created_at: string
  readonly modified_at: string
  readonly version: number
  readonly custom_metadata: JsonObject
  /** Only where there are any. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** Base64; last. */
  readonly content?: string | undefined
}

/** The line of a file, without content. */
export function exportLine(
  { path, node }: WalkedFile,
  content: ContentRow,
  backendName: string,
): ExportLine {
  const { tags } = node.attributes ?? {}
  const created = isoTime(node.createdAt)
  return {
    path,
    size: node.size,
    etag: content.hash,
    backend_name: backendName,
    physical_path: physicalPath(content),
    mime_type: node.contentType ?? contentTypeOf(node.name),
    created_at: created,
    modified_at: node.modifiedAt === node.createdAt ? created : isoTime(node.modifiedAt),
    version: node.version,
    custom_metadata: node.attributes?.metadata ?? {},
    ...(tags !== undefined && { tags }),
  }
}

function physicalPath({ pool, backend, hash, generation, parts }: ContentRow): string {
  if (parts?.some((part) => part.backend !== INLINE) === true) return `parts:${hash}`
  if (backend === INLINE || parts !== undefined) return `inline:${hash}`
  return objectKey(pool, hash, generation)
}

/** A writer may have given a time that no text can show; the nearest one stands for it. */
function isoTime(time: number): string {
  return new Date(Math.max(-LAST_TIME, Math.min(LAST_TIME, time))).toISOString()
}
