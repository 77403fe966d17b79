import { Logger, Nexus } from '@nexusfs/core';

/** An output of the command. */
interface OutputStream extends NodeJS.WritableStream {
    readonly isTTY?: boolean | undefined;
    readonly columns?: number | undefined;
}
/** The input of the command. */
interface InputStream extends NodeJS.ReadableStream {
    readonly isTTY?: boolean | undefined;
}
/** How the tree is opened: what the global options say. Absent members come from the configuration. */
interface OpenOptions {
    /** A configuration file. */
    readonly config?: string | undefined;
    readonly dataDir?: string | undefined;
    readonly tenantId?: string | undefined;
    readonly agentId?: string | undefined;
    readonly userId?: string | undefined;
    readonly run?: string | undefined;
    readonly logger?: Logger | undefined;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly cwd: string;
    readonly home: string;
}
/** Everything a command touches outside itself. */
interface Io {
    readonly stdin: InputStream;
    readonly stdout: OutputStream;
    readonly stderr: OutputStream;
    readonly env: Readonly<Record<string, string | undefined>>;
    /** The working directory, absolute. */
    readonly cwd: string;
    /** The home folder of the user, absolute. */
    readonly home: string;
    /** Aborted when the user interrupts. */
    readonly signal: AbortSignal;
    /** Milliseconds UTC. */
    now(): number;
    /** Opens the tree; default `connect` of nexusfs. */
    open?(options: OpenOptions): Promise<Nexus>;
}

/**
 * Runs one command line and never throws.
 * @param args - what follows the name of the program
 * @param io - the outside world; default the process
 * @returns the exit code
 */
declare function main(args: readonly string[], io?: Io): Promise<number>;

export { main };
export type { InputStream, Io, OpenOptions, OutputStream };
