import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'

/** The configuration, as the schema makes it. */
export interface __Type__Config {
  /** Absolute paths without a slash at the end. */
  readonly protect: readonly string[]
}

/** Options as `nexus.yaml` gives them. A strict object, so that misspelt names are found. */
export const optionSchema = toStandardJsonSchema(
  v.strictObject({
    protect: v.pipe(
      v.optional(
        v.array(
          v.pipe(v.string(), v.regex(/^(?:\/[^/]+)+$/, 'Give an absolute path, such as /docs.')),
        ),
        [],
      ),
      v.description(
        'Paths; what lies at or below them cannot be written, deleted, moved or covered.',
      ),
    ),
  }),
)
