import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'

// A strict object, so that misspelt names are found.
const options = v.strictObject({
  limit: v.pipe(
    v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 64 * 1024 * 1024),
    v.description('The most bytes that one object may have.'),
  ),
})

/** Options with every default filled in, as the schema makes them. */
export type __Type__Options = v.InferOutput<typeof options>

/** Options as `nexus.yaml` gives them. */
export const optionSchema = toStandardJsonSchema(options)
