import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'

const DEFAULT_LIMIT = 64 * 1024 * 1024

/** Options of {@link createZipBackend}. */
export interface ZipOptions {
  /** The archive; made, with its folder, at the first write. */
  readonly file: string
  /** The most bytes that all objects together may have; 67,108,864 by default. All of them are held in memory. */
  readonly limit?: number | undefined
}

/** Options as configuration gives them. */
export const optionSchema = toStandardJsonSchema(
  v.strictObject({
    file: v.pipe(
      v.string(),
      v.nonEmpty('Give the path of the archive.'),
      v.description('The archive; made, with its folder, at the first write.'),
    ),
    limit: v.pipe(
      v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), DEFAULT_LIMIT),
      v.description('The most bytes that all objects together may have.'),
    ),
  }),
)

/** Fills in what is not given. */
export function withDefaults({ file, limit = DEFAULT_LIMIT }: ZipOptions): {
  readonly file: string
  readonly limit: number
} {
  return { file, limit }
}
