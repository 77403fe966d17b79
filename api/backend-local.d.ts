import { BackendDefinition, Backend, CallOptions, ObjectVersion } from '@nexusfs/core/spec';

/** Options of {@link createLocalBackend} as configuration gives them, there in snake_case. */
interface LocalConfiguredOptions {
    /** Folder under which the objects lie. */
    readonly root: string;
    readonly versioning: boolean;
    readonly softDelete: boolean;
    readonly metadataFiles: boolean;
}
/** Options of {@link createLocalBackend}. */
interface LocalBackendOptions {
    /** Folder under which the objects lie; made, with its parents, when first written to. */
    readonly root: string;
    /** Keeps what is replaced or deleted as versions, in `.nexusfs/versions`. Default false. */
    readonly versioning?: boolean | undefined;
    /** Moves what is deleted to `.nexusfs/trash`; with `versioning` it is kept as a version. Default false. */
    readonly softDelete?: boolean | undefined;
    /** Keeps metadata and content types, in `.nexusfs/metadata`. Default false. */
    readonly metadataFiles?: boolean | undefined;
    /** Milliseconds UTC; by default the host's clock. */
    readonly clock?: (() => number) | undefined;
    /** Makes names of temporary files; by default UUIDv7. */
    readonly ids?: (() => string) | undefined;
}

/** The backend type `local`. */
declare const localBackend: BackendDefinition<LocalConfiguredOptions>;

/** The local backend, with what it offers beyond the contract. */
interface LocalBackend extends Backend {
    /**
     * All versions of a key, newest first, delete markers included, and the object that is there; also what was kept earlier,
     * where `versioning` is off now. None of a directory marker. A version's id is the UTC time of its file, such as `2026-11-21T09:30:00.123456789Z`.
     */
    getVersions(key: string, options?: CallOptions): Promise<readonly ObjectVersion[]>;
}
/**
 * A backend that keeps each object as a file below a folder: the key `a/b.txt` is the file `a/b.txt`. What it needs
 * for itself lies in `.nexusfs` in that folder, which keys cannot reach. Several processes may use one folder.
 */
declare function createLocalBackend(options: LocalBackendOptions): LocalBackend;

export { createLocalBackend, localBackend as default };
export type { LocalBackend, LocalBackendOptions, LocalConfiguredOptions };
