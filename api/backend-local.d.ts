import { BackendDefinition, Backend } from '@nexusfs/core/spec';

/** The backend type `local`. */
declare const localBackend: BackendDefinition<{
    readonly root: string;
}>;

/** Options of {@link createLocalBackend}. */
interface LocalBackendOptions {
    /** Folder under which the objects lie; made, with its parents, when first written to. */
    readonly root: string;
    /** Milliseconds UTC; by default the host's clock. */
    readonly clock?: (() => number) | undefined;
    /** Makes names of temporary files; by default UUIDv7. */
    readonly ids?: (() => string) | undefined;
}

/**
 * A backend that keeps each object as a file below a folder: the key `a/b.txt` is the file `a/b.txt`. What it needs
 * for itself lies in `.nexusfs` in that folder, which keys cannot reach. Several processes may use one folder.
 */
declare function createLocalBackend(options: LocalBackendOptions): Backend;

export { createLocalBackend, localBackend as default };
export type { LocalBackendOptions };
