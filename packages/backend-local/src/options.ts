import { correctSpelling } from '@nexusfs/core/kit'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'

/** Options of {@link createLocalBackend} as configuration gives them, there in snake_case. */
export interface LocalConfiguredOptions {
  /** Folder under which the objects lie. */
  readonly root: string
  readonly versioning: boolean
  readonly softDelete: boolean
  readonly metadataFiles: boolean
}

/** Options of {@link createLocalBackend}. */
export interface LocalBackendOptions {
  /** Folder under which the objects lie; made, with its parents, when first written to. */
  readonly root: string
  /** Keeps what is replaced or deleted as versions, in `.nexusfs/versions`. Default false. */
  readonly versioning?: boolean | undefined
  /** Moves what is deleted to `.nexusfs/trash`; with `versioning` it is kept as a version. Default false. */
  readonly softDelete?: boolean | undefined
  /** Keeps metadata and content types, in `.nexusfs/metadata`. Default false. */
  readonly metadataFiles?: boolean | undefined
  /** Milliseconds UTC; by default the host's clock. */
  readonly clock?: (() => number) | undefined
  /** Makes names of temporary files; by default UUIDv7. */
  readonly ids?: (() => string) | undefined
}

const flag = (description: string) =>
  v.optional(v.pipe(v.boolean(), v.description(description)), false)

const configured = v.strictObject({
  root: v.pipe(
    v.string(),
    v.nonEmpty('Give the path of the folder.'),
    v.description('Folder under which the objects lie; made when first written to.'),
  ),
  versioning: flag('Keeps what is replaced or deleted as versions, in .nexusfs/versions.'),
  softDelete: flag('Moves what is deleted to .nexusfs/trash.'),
  metadataFiles: flag('Keeps metadata and content types, in .nexusfs/metadata.'),
})

/** Options as configuration gives them. */
export const optionSchema = correctSpelling(toStandardJsonSchema(configured), {
  rootPath: 'root',
  basePath: 'root',
  path: 'root',
})
