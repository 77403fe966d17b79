import { isAbsolute } from 'node:path'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'

/** Configuration of the plugin: exactly one of `file` and `path` says where the lines go. */
export interface AuditConfig {
  /** A file of the host, by its absolute path; made with its folder, for its owner alone. */
  readonly file?: string | undefined
  /** A file of the tree. */
  readonly path?: string | undefined
  /** Bytes of a file before the next one is begun; 10 MiB by default, at least 1,024. */
  readonly maxBytes: number
  /** Older files that are kept, 10 by default; the newest of them ends in `.1`. */
  readonly maxFiles: number
}

const BYTES = 'Give 1024 or more bytes.'
const FILES = 'Give 0 to 1000 files.'

/** The configuration as the user gives it. */
export const configSchema = toStandardJsonSchema(
  v.pipe(
    v.strictObject({
      file: v.pipe(
        v.optional(v.string()),
        v.description('A file of the host, by its absolute path. Either this or `path`.'),
      ),
      path: v.pipe(
        v.optional(v.pipe(v.string(), v.startsWith('/', 'A path of the tree begins with "/".'))),
        v.description('A file of the tree. Either this or `file`.'),
      ),
      maxBytes: v.pipe(
        v.optional(v.pipe(v.number(), v.integer(BYTES), v.minValue(1024, BYTES)), 10 * 1024 * 1024),
        v.description('Bytes of a file before the next one is begun.'),
      ),
      maxFiles: v.pipe(
        v.optional(
          v.pipe(v.number(), v.integer(FILES), v.minValue(0, FILES), v.maxValue(1000, FILES)),
          10,
        ),
        v.description('Older files that are kept; the newest of them ends in `.1`.'),
      ),
    }),
    v.rawTransform(({ dataset: { value }, addIssue }): AuditConfig => {
      const { file, path } = value
      if ((file === undefined) === (path === undefined))
        addIssue({ message: 'Give either file or path, to say where the lines go.' })
      if (file !== undefined && !isAbsolute(file))
        addIssue({
          message: 'The file must be an absolute path, such as /var/log/nexus/audit.jsonl.',
        })
      return value
    }),
  ),
)
