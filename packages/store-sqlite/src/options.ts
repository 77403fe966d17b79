import type { IdSource } from '@nexusfs/core/kit'
import type { Collection } from '@nexusfs/core/spec'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'

/** How much of a full commit is on the disk when it is acknowledged: all of it, or what the operating system holds. */
export type SqliteDurability = 'full' | 'normal'

/** Options of {@link createSqliteStore}. */
export interface SqliteStoreOptions {
  /** The database file; made with its folder when absent. */
  readonly path: string
  /** `full` by default; `normal` may lose the newest commits at a power cut, never their order. */
  readonly durability?: SqliteDurability | undefined
  /** Milliseconds UTC; by default the host's clock. */
  readonly clock?: (() => number) | undefined
  /** Makes the ids of copied nodes and of the store; by default UUIDv7. */
  readonly ids?: IdSource | undefined
  /** By default those that core declares. */
  readonly collections?: Readonly<Record<string, Collection>> | undefined
  /** How long a commit waits for other processes before it is `BUSY`, in milliseconds; 10,000 by default. */
  readonly busyTimeoutMs?: number | undefined
  /** 0 up to 1, spreads the retries; by default `Math.random`. */
  readonly random?: (() => number) | undefined
}

/** Options with every default filled in. */
export interface StoreSettings {
  readonly path: string
  readonly durability: SqliteDurability
  readonly clock: () => number
  readonly ids: IdSource
  readonly collections: Readonly<Record<string, Collection>>
  readonly busyTimeoutMs: number
  readonly random: () => number
}

/** Options as configuration gives them. */
export const optionSchema = toStandardJsonSchema(
  v.strictObject({
    path: v.pipe(
      v.string(),
      v.nonEmpty('Give the path of the database file.'),
      v.description('The database file; made with its folder when absent.'),
    ),
    durability: v.pipe(
      v.optional(v.picklist(['full', 'normal']), 'full'),
      v.description(
        '`full`: acknowledged means on the disk; `normal` may lose the newest commits.',
      ),
    ),
  }),
)
