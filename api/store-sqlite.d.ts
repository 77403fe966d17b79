import * as _nexusfs_core_spec from '@nexusfs/core/spec';
import { Collection, MetadataStore } from '@nexusfs/core/spec';
import { IdSource } from '@nexusfs/core/kit';

/** How much of a full commit is on the disk when it is acknowledged: all of it, or what the operating system holds. */
type SqliteDurability = 'full' | 'normal';
/** Options of {@link createSqliteStore}. */
interface SqliteStoreOptions {
    /** The database file; made with its folder when absent. */
    readonly path: string;
    /** `full` by default; `normal` may lose the newest commits at a power cut, never their order. */
    readonly durability?: SqliteDurability | undefined;
    /** Milliseconds UTC; by default the host's clock. */
    readonly clock?: (() => number) | undefined;
    /** Makes the ids of copied nodes and of the store; by default UUIDv7. */
    readonly ids?: IdSource | undefined;
    /** By default those that core declares. */
    readonly collections?: Readonly<Record<string, Collection>> | undefined;
    /** How long a commit waits for other processes before it is `BUSY`, in milliseconds; 10,000 by default. */
    readonly busyTimeoutMs?: number | undefined;
    /** 0 up to 1, spreads the retries; by default `Math.random`. */
    readonly random?: (() => number) | undefined;
}

/**
 * A metadata store in one SQLite database file. Several processes may open the file at once.
 * Nothing is opened before `migrate()`.
 * @throws `INVALID_ARGUMENT` when the path is no file path.
 */
declare function createSqliteStore(options: SqliteStoreOptions): MetadataStore;

/** The store type `sqlite`, as configuration names it. */
declare const _default: _nexusfs_core_spec.StoreDefinition<{
    path: string;
    durability: "full" | "normal";
}>;

export { createSqliteStore, _default as default };
export type { SqliteDurability, SqliteStoreOptions };
