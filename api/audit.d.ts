import * as _nexusfs_core from '@nexusfs/core';
import { JsonObject } from '@nexusfs/core';

/** Configuration of the plugin: exactly one of `file` and `path` says where the lines go. */
interface AuditConfig {
    /** A file of the host, by its absolute path; made with its folder, for its owner alone. */
    readonly file?: string | undefined;
    /** A file of the tree. */
    readonly path?: string | undefined;
    /** Bytes of a file before the next one is begun; 10 MiB by default, at least 1,024. */
    readonly maxBytes: number;
    /** Older files that are kept, 10 by default; the newest of them ends in `.1`. */
    readonly maxFiles: number;
}

/** Writes every operation as a line of JSON. It has no hooks: it reads the change feed, which misses nothing. */
declare const audit: _nexusfs_core.PluginDefinition<AuditConfig>;

/** One operation, as a line holds it. Members that have no value are left out. */
interface AuditLine {
    /** ISO 8601, UTC. */
    readonly time: string;
    /** Of the operation. A line may come twice after a crash: this tells. */
    readonly id: string;
    readonly type: string;
    readonly path: string;
    /** The other end of a rename or copy. */
    readonly target?: string | undefined;
    /** The tenant whose files it changed. */
    readonly owner?: string | undefined;
    /** Who did it. */
    readonly tenant?: string | undefined;
    readonly agent?: string | undefined;
    readonly user?: string | undefined;
    readonly run?: string | undefined;
    readonly requestId?: string | undefined;
    /** Common to the operations of one batch. */
    readonly batch?: string | undefined;
    readonly details?: JsonObject | undefined;
}

export { audit as default };
export type { AuditConfig, AuditLine };
