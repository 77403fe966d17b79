import type { Collection } from '@nexusfs/core/spec'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'

/** Options of {@link create__Type__Store}. */
export interface __Type__Options {
  /** The file of the journal; made with its folder when absent. */
  readonly path: string
  /** Milliseconds UTC; by default the host's clock. */
  readonly clock?: (() => number) | undefined
  /** By default those that core declares. */
  readonly collections?: Readonly<Record<string, Collection>> | undefined
}

/** Options as `nexus.yaml` gives them. A strict object, so that misspelt names are found. */
export const optionSchema = toStandardJsonSchema(
  v.strictObject({
    path: v.pipe(
      v.string(),
      v.nonEmpty('Give the path of the journal.'),
      v.description('The file of the journal; made with its folder when absent.'),
    ),
  }),
)
