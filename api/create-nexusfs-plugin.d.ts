/** The kinds of packages, with what each of them is. */
declare const KINDS: {
    readonly backend: "stores objects: keys to bytes";
    readonly store: "holds metadata: nodes, history, records";
    readonly plugin: "hooks into the life of operations";
    readonly command: "adds a command to the command line";
};
/** A kind of package. */
type Kind = keyof typeof KINDS;
/** What is known of a package that is to be made. */
interface Answers {
    readonly kind: Kind;
    /** What users write in `nexus.yaml`, or after `nexus`: `/^[a-z][a-z0-9-]*$/`. */
    readonly type: string;
    /** Of the package, as npm knows it; default `nexusfs-<kind>-<type>`. */
    readonly name?: string | undefined;
    /** For people; default made of the type. */
    readonly title?: string | undefined;
    /** One sentence; default one that fits the kind. */
    readonly description?: string | undefined;
}

/** Why no package was made, and what to do. */
declare class CreateError extends Error {
    readonly name = "CreateError";
    /** One sentence for each problem: what was asked and what is wrong with it. */
    readonly problems: readonly string[];
    readonly hint: string;
    constructor(problems: readonly string[], hint: string);
}

/**
 * Makes a package in a folder: sources, tests, README, manifest. It builds, passes the testkit and can be published.
 * Nothing is installed and nothing outside of the folder is touched.
 * @param folder - Made with its parents when absent; else it must be empty, but for `.git`.
 * @returns The files, relative to the folder, sorted.
 * @throws {@link CreateError} with every answer that is wrong, or a folder that is not empty; nothing was written then.
 */
declare function createPackage(folder: string, answers: Answers): Promise<readonly string[]>;

/** What the command touches besides the folder that it makes. */
interface MainIo {
    readonly stdin: NodeJS.ReadableStream & {
        readonly isTTY?: boolean | undefined;
    };
    readonly stdout: NodeJS.WritableStream;
    readonly stderr: NodeJS.WritableStream & {
        readonly isTTY?: boolean | undefined;
    };
    readonly env: Readonly<Record<string, string | undefined>>;
    /** The working directory, absolute. */
    readonly cwd: string;
}
/**
 * Runs one command line of `npm create nexusfs-plugin`.
 * @returns 0, 1 for a failure, 2 for what cannot be done as it was asked, 130 when the user left.
 */
declare function main(args: readonly string[], io?: MainIo): Promise<number>;

export { CreateError, createPackage, main };
export type { Answers, Kind, MainIo };
