import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'

/** Options of {@link createLocalBackend}. */
export interface LocalBackendOptions {
  /** Folder under which the objects lie; made, with its parents, when first written to. */
  readonly root: string
  /** Milliseconds UTC; by default the host's clock. */
  readonly clock?: (() => number) | undefined
  /** Makes names of temporary files; by default UUIDv7. */
  readonly ids?: (() => string) | undefined
}

/** Options as configuration gives them. */
export const optionSchema = toStandardJsonSchema(
  v.strictObject({
    root: v.pipe(
      v.string(),
      v.nonEmpty('Give the path of the folder.'),
      v.description('Folder under which the objects lie; made when first written to.'),
    ),
  }),
)
