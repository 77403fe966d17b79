import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'

/** The configuration, as the schema makes it. */
export interface __Type__Config {
  /** How many rows are shown unless `--limit` says something else. */
  readonly rows: number
}

/** Options as `nexus.yaml` gives them. A strict object, so that misspelt names are found. */
export const optionSchema = toStandardJsonSchema(
  v.strictObject({
    rows: v.pipe(
      v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 10),
      v.description('How many rows are shown unless --limit says something else.'),
    ),
  }),
)
