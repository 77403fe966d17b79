import { MetadataStore, Collection, Backend } from '@nexusfs/core/spec';
import { NexusOptions, Nexus, PluginDefinition, Json, Logger, PluginCommand } from '@nexusfs/core';

/** What a contract suite hands to the store it opens. */
interface StoreCreateOptions {
    /** Milliseconds UTC; a store that accepts it takes every time from it. */
    readonly clock: () => number;
    /** Declared collections: those of core and some more, with descending and partial indexes. */
    readonly collections: Readonly<Record<string, Collection>>;
}
/** A store opened for one test, empty. */
interface OpenedStore {
    readonly store: MetadataStore;
    /** Closes the store and everything made with it, and removes its data. */
    close(): Promise<void>;
    /** Closes and opens the same data again. Wanted where `capabilities.persistent`. */
    readonly reopen?: (() => Promise<MetadataStore>) | undefined;
    /** Another independent handle on the same data. Wanted where `capabilities.shared`. */
    readonly second?: (() => Promise<MetadataStore>) | undefined;
    /** Opens a file that `backup` made; the case closes it. Wanted where `capabilities.backup`. */
    readonly openBackup?: ((file: string) => Promise<MetadataStore>) | undefined;
}
/** A store under test. */
interface StoreTarget {
    readonly name: string;
    create(options: StoreCreateOptions): Promise<OpenedStore>;
    /** Which options `create` honours; cases that need more are skipped, or wait in real time. */
    readonly accepts?: {
        readonly clock?: boolean;
        readonly collections?: boolean;
    } | undefined;
}
/** What a test body gets from its runner. */
interface TestContext {
    skip(note?: string): void;
}
/** A test runner, as `vitest` and `node:test` export it. */
interface TestRunner {
    describe(name: string, body: () => void): void;
    test(name: string, body: (context: TestContext) => Promise<void>): void;
}

/** A backend opened for one case, empty. */
interface OpenedBackend {
    readonly backend: Backend;
    /** Closes the backend and everything made with it, and removes its data. */
    close(): Promise<void>;
    /** Another independent handle on the same data; cases with two handles need it. */
    readonly second?: (() => Promise<Backend>) | undefined;
}
/** A backend under test. */
interface BackendTarget {
    readonly name: string;
    create(): Promise<OpenedBackend>;
    /** Credentials that `describe()` and errors must not show. */
    readonly secrets?: readonly string[] | undefined;
    /** Two tiers that objects can be put in and moved between, and read in; cases of tiers need them. */
    readonly tiers?: readonly [string, string] | undefined;
    /** Each backend that is opened has a bucket of its own, whose settings a case may change. Default false. */
    readonly ownBucket?: boolean | undefined;
    /** Headers without which the provider refuses a signed PUT. */
    readonly presignedPutHeaders?: Readonly<Record<string, string>> | undefined;
    /** Names of cases that this target cannot pass, with the reason; they are skipped. */
    readonly except?: Readonly<Record<string, string>> | undefined;
}

/**
 * The contract of a backend as tests: what every adapter must do, checked in a bucket, as core uses it, against one
 * that is opened anew for each case. Cases that need a capability which is not declared are skipped.
 */
declare function backendContract(runner: TestRunner, target: BackendTarget): void;

/**
 * What goes wrong at a call.
 * - `errorBefore`: fails without having had an effect.
 * - `timeoutAfter`: has its full effect, then fails as if the answer was lost.
 * - `slow`: works, but only after `delayMs`.
 * - `partial`: has a part of its effect, then fails; only for methods that move bytes or several keys.
 */
type Fault = 'errorBefore' | 'timeoutAfter' | 'slow' | 'partial';
/** One planned fault: at the `nth` call (1 and up) of a method, or at every call when `nth` is absent. */
interface PlannedFault {
    readonly method: string;
    readonly nth?: number | undefined;
    readonly fault: Fault;
    /** What is thrown; by default `UNAVAILABLE` before the effect, `TIMEOUT` after it. */
    readonly error?: Error | undefined;
    /** For `slow`: milliseconds, 10 by default. */
    readonly delayMs?: number | undefined;
}
/** Faults that a wrapper injects; the first one that matches a call counts. */
type FaultPlan = readonly PlannedFault[];
/** Counts calls by method and tells which fault, if any, is planned for each. */
interface FaultMatcher {
    /** Counts one call of the method and gives its fault. */
    next(method: string): PlannedFault | undefined;
    /** How often the method was called so far. */
    calls(method: string): number;
}
/** A matcher with its own counters over a plan. The plan is read at each call, so a test may grow it. */
declare function createFaultMatcher(plan: FaultPlan): FaultMatcher;
/** The error that a planned fault throws. */
declare function faultError(planned: PlannedFault): Error;
/** Runs a call under a planned fault; `partial` is what is done of it when the plan says so (nothing by default). */
declare function runWithFault<Result>(planned: PlannedFault | undefined, call: () => Promise<Result>, partial?: () => Promise<unknown>): Promise<Result>;

/**
 * Wraps a backend so that planned calls fail: before the effect, after it as if the answer was lost, slowly, or in
 * part. A partial `get` gives half of the bytes and then fails; a partial `put` reads half of its source and stores
 * nothing, as the contract demands; a partial `deleteMany` removes half of the keys; others have no partial effect.
 * Calls are counted by method name, whatever their arguments.
 */
declare function faultyBackend(backend: Backend, plan: FaultPlan): Backend;

/**
 * Wraps a store so that planned calls fail: before the effect, after it as if the answer was lost,
 * or slowly. A commit has no partial effect, so `partial` is like `errorBefore` with the error of a
 * time-out. Calls are counted by method name, whatever their arguments.
 */
declare function faultyStore(store: MetadataStore, plan: FaultPlan): MetadataStore;

/** Options of `createNexus` that cases set; hand them on. */
type FilesystemCreateOptions = Pick<NexusOptions, 'isAdmin' | 'hooks' | 'onHookError' | 'namespaces'>;
/** A filesystem opened for one test, empty. */
interface OpenedFilesystem {
    /** A handle without tenant. */
    readonly nexus: Nexus;
    /** Closes the handle and everything made with it, and removes its data. */
    close(): Promise<void>;
    /** Closes and opens the same data again; absent where nothing outlives a close. */
    readonly reopen?: (() => Promise<Nexus>) | undefined;
    /** Damages the stored content of that etag; absent where content cannot be reached. */
    readonly corrupt?: ((etag: string) => Promise<void>) | undefined;
}
/** A filesystem under test: a store and a backend below a handle. */
interface FilesystemTarget {
    readonly name: string;
    /** `path`: a bucket is mounted at `/docs` in that layout, where the cases have their files. Default `cas`. */
    readonly layout?: 'cas' | 'path' | undefined;
    /** Cases by name that the server behind the backend cannot pass, each with why; they are skipped. */
    readonly except?: Readonly<Record<string, string>> | undefined;
    create(options: FilesystemCreateOptions): Promise<OpenedFilesystem>;
}

/**
 * What a handle promises over any store and backend, as tests; each case opens its own empty filesystem. Cases that
 * need what the target cannot do are skipped. Where the target mounts a bucket in layout `path` at `/docs`, cases that only
 * hold of managed trees are.
 */
declare function filesystemContract(runner: TestRunner, target: FilesystemTarget): void;

/** Options that cases of mapped mounts set; hand them on. */
interface MappedCreateOptions extends Pick<NexusOptions, 'hooks' | 'isAdmin'> {
    /** Mount it read-only. */
    readonly readonly?: boolean | undefined;
}
/** A filesystem opened for one test, with an empty bucket mounted in layout `path`. */
interface OpenedMapped {
    /** A handle without tenant. */
    readonly nexus: Nexus;
    /** Where the bucket is mounted. */
    readonly mountPoint: string;
    /** The same bucket as another program sees it: keys count from where the mount's keys count. */
    readonly outside: Backend;
    /** Closes everything and removes its data. */
    close(): Promise<void>;
    /** Closes the handle and opens the same data again; absent where nothing outlives a close. */
    readonly reopen?: (() => Promise<Nexus>) | undefined;
}
/** A backend under test in layout `path`. */
interface MappedTarget {
    readonly name: string;
    create(options: MappedCreateOptions): Promise<OpenedMapped>;
    /** How the mount keeps what was before; absent: as versions where the bucket keeps them, else in the store. */
    readonly history?: 'versioning' | 'cas' | 'none' | undefined;
    /** Cases by name that the server behind the backend cannot pass, each with why; they are skipped. */
    readonly except?: Readonly<Record<string, string>> | undefined;
    /** Share of the sizes and numbers of keys of large cases, 0 to 1; default 1. */
    readonly scale?: number | undefined;
}

/**
 * What a bucket mounted in layout `path` promises, as tests; each case opens its own empty bucket. Other programs are
 * played by the target's `outside`.
 */
declare function mappedContract(runner: TestRunner, target: MappedTarget): void;

/** What {@link soakFilesystem} opens. */
interface FilesystemSoakTarget {
    readonly name: string;
    /** Opens an empty filesystem; the options go to `createNexus`. */
    create(options: FilesystemCreateOptions & Pick<NexusOptions, 'retention' | 'gc' | 'gcGrace' | 'gcDelay'>): Promise<OpenedFilesystem>;
}
/** Options of {@link soakFilesystem}. */
interface FilesystemSoakOptions {
    /** Of the first sequence; each next one has the next seed. */
    readonly seed: number;
    /** How many sequences are run, each on a filesystem of its own. */
    readonly sequences: number;
    /** Calls in a sequence. Default 30. */
    readonly steps?: number | undefined;
}
/**
 * Makes random calls of every kind, by several handles, on a filesystem and on a plain model of it, and compares the two
 * after each: answers and errors, tree, content, attributes, versions, log, past states, undo and redo, across
 * reopening and garbage collection. In the end log and content are checked. A failure names its seed and the
 * shortest sequence of calls that was found to fail too.
 */
declare function soakFilesystem(target: FilesystemSoakTarget, { seed, sequences, steps }: FilesystemSoakOptions): Promise<void>;

/** What a problem is about, in the order in which {@link checkPackage} looks. */
type PackageRule = 'package' | 'manifest' | 'entry' | 'exports' | 'definition' | 'options' | 'peer' | 'readme' | 'pack';
/** One thing that is wrong with a package. */
interface PackageProblem {
    readonly rule: PackageRule;
    /** What was found, naming the file or the member. */
    readonly problem: string;
    /** What to do. */
    readonly hint: string;
}

/** Options of {@link checkPackage}. */
interface CheckPackageOptions {
    /** How long importing an entry may take, in milliseconds; default 10,000. */
    readonly importMs?: number | undefined;
    /** Rules that are left out. */
    readonly except?: readonly PackageRule[] | undefined;
}
/**
 * Looks at a built package as Nexus, npm and people will: whether the manifest in package.json, the exports, what the
 * entry exports by default and the written options agree; whether the entry lies inside of the package; whether it takes
 * the core of those who install it; whether the README has its parts in order; and whether the pack holds all that is
 * named and nothing else. Entries are imported in threads of their own; no script of the package is run.
 * @param folder - The folder of the package.json; relative to the working directory.
 * @returns Every problem, in the order of its rules; nothing when the package can be published.
 */
declare function checkPackage(folder: string, { importMs, except }?: CheckPackageOptions): Promise<readonly PackageProblem[]>;

/** A configuration made for one case. */
interface OpenedPlugin {
    /** As `nexus.yaml` gives it: before the schema has seen it. */
    readonly config: unknown;
    /** Removes what was made with it. */
    close?(): Promise<void>;
}
/** A plugin under test. */
interface PluginTarget {
    readonly plugin: PluginDefinition;
    /** A good configuration for one case; default `{}`. */
    create?(): Promise<OpenedPlugin>;
    /** Configurations that the schema must refuse, by what is wrong with them. */
    readonly refuses?: Readonly<Record<string, unknown>> | undefined;
    /** Values in the configuration that problems, errors and log lines must not show. */
    readonly secrets?: readonly string[] | undefined;
    /** Names of cases that this target cannot pass, with the reason; they are skipped. */
    readonly except?: Readonly<Record<string, string>> | undefined;
}

/**
 * The contract of a plugin as tests: that its definition is whole, that its schema answers any configuration, that it
 * begins and ends with each handle, and that every call is either done or `VETOED` with a reason, whatever the names and
 * the content are. What the plugin is for is left to tests of its own.
 */
declare function pluginContract(runner: TestRunner, target: PluginTarget): void;

/** What a command runs with in a test. */
interface RunCommandOptions<Config> {
    /** As the schema makes it. */
    readonly config: Config;
    /** What `open()` gives. */
    readonly nexus: Nexus;
    /** The answer to every question; default yes. */
    readonly answer?: boolean | undefined;
    readonly signal?: AbortSignal | undefined;
    readonly logger?: Logger | undefined;
}
/** What a command did. */
interface CommandOutcome {
    /** 0 where the command returned nothing. */
    readonly exitCode: number;
    /** In the order in which it was printed. */
    readonly printed: readonly {
        readonly value: Json;
        readonly text?: string | undefined;
    }[];
    /** The questions that were asked. */
    readonly asked: readonly string[];
}
/**
 * Runs a command of a plugin, or one of its own, as the command line would: `runCommand(command, ['/docs', '--limit',
 * '3'], { config, nexus })`. Times are given in milliseconds UTC or as dates.
 * @throws `INVALID_ARGUMENT` for words that the command does not take, and what the command throws.
 */
declare function runCommand<Config>(command: PluginCommand<Config>, words: readonly string[], options: RunCommandOptions<Config>): Promise<CommandOutcome>;

/** Options of {@link soakStore}. */
interface SoakOptions {
    readonly seed: number;
    /** Commits in all. */
    readonly steps: number;
}
/**
 * Commits random batches and checks after each what must always hold: a failed one changed nothing, uses are
 * counted right, every past tree reads back `at` its sequence as it was then and can be brought back, and content that
 * is swept is content that no state has, before and after pruning. Gives a line for
 * each step that is the same for every store, so that two stores can be compared with one seed.
 */
declare function soakStore(target: StoreTarget, options: SoakOptions): Promise<string[]>;

/**
 * The contract of a metadata store as tests: what every adapter must do, checked against one that is
 * opened anew for each case. Cases that need a capability which is not declared are skipped.
 */
declare function storeContract(runner: TestRunner, target: StoreTarget): void;

/** The collections of core, and `probe` with every kind of index. */
declare const TEST_COLLECTIONS: Readonly<Record<string, Collection>>;

export { TEST_COLLECTIONS, backendContract, checkPackage, createFaultMatcher, faultError, faultyBackend, faultyStore, filesystemContract, mappedContract, pluginContract, runCommand, runWithFault, soakFilesystem, soakStore, storeContract };
export type { BackendTarget, CheckPackageOptions, CommandOutcome, Fault, FaultMatcher, FaultPlan, FilesystemCreateOptions, FilesystemSoakOptions, FilesystemSoakTarget, FilesystemTarget, MappedCreateOptions, MappedTarget, OpenedBackend, OpenedFilesystem, OpenedMapped, OpenedPlugin, OpenedStore, PackageProblem, PackageRule, PlannedFault, PluginTarget, RunCommandOptions, SoakOptions, StoreCreateOptions, StoreTarget, TestContext, TestRunner };
