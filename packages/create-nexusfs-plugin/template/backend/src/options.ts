import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'

/** Options of {@link create__Type__Backend}. */
export interface __Type__Options {
  /** The most bytes that one object may have. Default 67,108,864. */
  readonly limit?: number | undefined
}

const DEFAULT_LIMIT = 64 * 1024 * 1024

/** Options as `nexus.yaml` gives them. A strict object, so that misspelt names are found. */
export const optionSchema = toStandardJsonSchema(
  v.strictObject({
    limit: v.pipe(
      v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), DEFAULT_LIMIT),
      v.description('The most bytes that one object may have.'),
    ),
  }),
)

/** Fills in what is not given. */
export function withDefaults({ limit = DEFAULT_LIMIT }: __Type__Options): {
  readonly limit: number
} {
  return { limit }
}
