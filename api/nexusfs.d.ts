import { NamespaceOptions, HookName, NexusOptions, MetadataStore, Backend, Definition, Logger, OptionSchema, FsckProblem, Progress, Nexus, NexusError } from '@nexusfs/core';
export { AsOptions, At, Backend, CollectOptions, CollectReport, ContentDiff, Definition, DiffOptions, ERROR_CODES, Entry, ErrorCode, FollowedOperation, FsckOptions, FsckProblem, FsckReport, GrepMatch, Hooks, LineageEntry, LogProblem, LogVerification, Logger, MetadataStore, MountOptions, NamespaceOptions, Nexus, NexusError, NexusOptions, OperationEntry, OperationFilter, OperationReport, PluginDefinition, RestoreOptions, RestoreResult, SkippedOperation, SnapshotEntry, Stat, TreeChange, UndoOptions, UndoResult, UndoTarget, VersionEntry, WriteContent, WriteOptions, WriteResult, createMemoryBackend, createMemoryStore, createNexus, isNexusError } from '@nexusfs/core';

/** An adapter by type: `local`, `sqlite`, or the type of an installed package. */
interface AdapterSettings {
    /** What `nexus.yaml` names: a lower-case letter, then lower-case letters, digits and `-`. */
    readonly type: string;
    /** Name of the package that provides it, where several do, or where another one than the bundled is meant. */
    readonly package?: string | undefined;
    /** The adapter's own options. */
    readonly config?: Readonly<Record<string, unknown>> | undefined;
}
/** A mount: a backend below a path of the tree. */
interface MountSettings extends AdapterSettings {
    /** Absolute path in the tree, such as `/mnt/outputs`. */
    readonly mountPoint: string;
    /** `cas` keeps content by hash; `path` maps files to their real keys. Default `cas`, or `path` for `<type>_connector`. */
    readonly layout?: 'cas' | 'path' | undefined;
    /** Higher wins; at equal priority the longest mount point. Default 0. */
    readonly priority?: number | undefined;
    /** Only read calls reach the backend. Default false. */
    readonly readonly?: boolean | undefined;
    /** Each tenant has its own mount of that name, below `<tenant>/` of the backend. Default false. */
    readonly perTenant?: boolean | undefined;
    readonly description?: string | undefined;
    /** What a mount of layout `path` keeps of replaced content; default the setting of that name. */
    readonly history?: 'versioning' | 'cas' | 'none' | undefined;
}
/** A plugin that is switched on by name. */
interface PluginSettings {
    readonly name: string;
    /** Name of the package that provides it, where several do. */
    readonly package?: string | undefined;
    readonly config?: Readonly<Record<string, unknown>> | undefined;
    /** Default true. */
    readonly enabled?: boolean | undefined;
    /** Of all its hooks, instead of what the plugin declares. Higher runs first. */
    readonly priority?: number | undefined;
    /** Of single hooks, instead of `priority` and of what the plugin declares. */
    readonly hooks?: {
        readonly [Name in HookName]?: {
            readonly priority?: number | undefined;
        } | undefined;
    } | undefined;
}
/** Every key of the configuration, as code writes it; YAML writes the same keys in snake_case. */
interface Settings {
    /** `embedded` (the default) works in this process; the other two are remote. */
    readonly mode?: 'embedded' | 'monolithic' | 'distributed' | undefined;
    /** Address of the server of a remote mode. */
    readonly url?: string | undefined;
    /** Credential of a remote mode. */
    readonly apiKey?: string | undefined;
    /** Folder of the embedded default. Default `./nexus-data`. */
    readonly dataDir?: string | undefined;
    /** File of the embedded metadata store. Default `<dataDir>/metadata.db`. */
    readonly dbPath?: string | undefined;
    /** Metadata store. Default `sqlite`. */
    readonly store?: AdapterSettings | undefined;
    /** Default backend, for content that is not inline. Default `local` in the data folder. */
    readonly backend?: AdapterSettings | undefined;
    /** Mounts. */
    readonly backends?: readonly MountSettings[] | undefined;
    readonly tenantId?: string | undefined;
    /** Needs `tenantId`. */
    readonly agentId?: string | undefined;
    readonly userId?: string | undefined;
    readonly groups?: readonly string[] | undefined;
    /** Default false. */
    readonly isAdmin?: boolean | undefined;
    /** Groups the operations of one agent run. */
    readonly run?: string | undefined;
    readonly namespaces?: readonly NamespaceOptions[] | undefined;
    /** Default `off`. */
    readonly permissions?: 'enforce' | 'off' | undefined;
    readonly plugins?: readonly PluginSettings[] | undefined;
    /** Content cache in MiB. Default 100; 0 switches it off. */
    readonly cacheSizeMb?: number | undefined;
    /** Who shares content: each tenant alone (`space`, the default) or all (`shared`). */
    readonly dedup?: 'space' | 'shared' | undefined;
    /** What a mount of layout `path` keeps of replaced content. */
    readonly history?: 'cas' | 'none' | undefined;
    /** Folder for spooled streams. Default: the system's temporary folder. */
    readonly tmpDir?: string | undefined;
    /** `full` (the default): acknowledged means durable. `normal` may lose the last commits at a power cut. */
    readonly durability?: 'full' | 'normal' | undefined;
    /** How long history keeps what was replaced or deleted: a duration such as `30d`, `12h`, or 0. Default `30d`. */
    readonly retention?: string | number | undefined;
    /** Whether content that nothing needs any more is collected in the background. Default `auto`. */
    readonly gc?: 'auto' | 'manual' | undefined;
    /** Bytes up to which content lies in the store. Default 65,536 where the default backend is local, else 0. */
    readonly inlineMaxBytes?: number | undefined;
    /** Least severe log lines that are wanted; without a `logger` they go to standard error. Default `silent`. */
    readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'silent' | undefined;
    /** Lets the data folder lie on a network filesystem, where locks and durability are not to be relied on. Default false. */
    readonly allowNetworkFs?: boolean | undefined;
    /** Default false. */
    readonly enableVectorSearch?: boolean | undefined;
    /** Default false. */
    readonly enableLlmCache?: boolean | undefined;
}
/** Name of a setting. */
type SettingKey = keyof Settings;

type CodeOptions = Pick<NexusOptions, 'mounts' | 'hooks' | 'onHookError'>;
type PluginInCode = NonNullable<NexusOptions['plugins']>[number];
/** What {@link connect} takes: every setting, and what only code can give. */
interface ConnectOptions extends Omit<Settings, 'store' | 'backend' | 'plugins'>, CodeOptions {
    /** Path of the YAML file to read instead of `./nexus.yaml`. */
    readonly config?: string | undefined;
    /** A store by type, or one made in code: it is used as it is and never closed. */
    readonly store?: AdapterSettings | MetadataStore | undefined;
    /** The default backend by type, or one made in code: it is used as it is and never closed. */
    readonly backend?: AdapterSettings | Backend | undefined;
    /** Plugins by name or made in code. */
    readonly plugins?: readonly (string | PluginSettings | PluginInCode)[] | undefined;
    /** Backend types, store types and plugins that settings may name besides the bundled ones. */
    readonly definitions?: readonly Definition[] | undefined;
    /** Where log lines go. Default: nowhere, or standard error where `logLevel` is set. */
    readonly logger?: Logger | undefined;
}
/** What {@link connect} depends on besides its input. */
interface Surroundings {
    /** Environment variables. Default: those of the process. */
    readonly env: Readonly<Record<string, string | undefined>>;
    /** Absolute folder that relative paths count from. Default: the working directory. */
    readonly cwd: string;
    /** Absolute home folder. Default: the user's. */
    readonly home: string;
}

/** Which backend is meant. */
type BackendTarget = 
/** The mount at that path of the tree. */
{
    readonly mountPoint: string;
}
/** The one of the configuration of that type: the default one, else the first mount. */
 | {
    readonly type: string;
}
/** One that is not in the configuration, with its options as text, named as `nexus.yaml` names them. */
 | {
    readonly type: string;
    readonly options: Readonly<Record<string, string>>;
};
/**
 * Makes one backend and nothing else: no store is opened, and what is wrong with other parts of the configuration does
 * not matter. Whoever asked closes it.
 * @throws `NOT_MOUNTED`, `PLUGIN_NOT_FOUND`, `CONFIG_INVALID` and the other errors of {@link connect} about this backend.
 */
declare function openBackend(target: BackendTarget, input?: string | ConnectOptions, surroundings?: Partial<Surroundings>): Promise<Backend>;

/**
 * What the configuration says under `plugins` for one plugin, or for a package of a command, as its schema makes it.
 * @throws `CONFIG_INVALID` with every problem and its line, `PLUGIN_CONTRACT` for a schema that is none.
 */
declare function readPluginConfig({ name, schema }: {
    readonly name: string;
    readonly schema?: OptionSchema<unknown> | undefined;
}, input?: string | ConnectOptions, surroundings?: Partial<Surroundings>): Promise<unknown>;

/** What the backup of an embedded data folder takes and gives. */

/** How far a backup, its check or its restoring is; `bytes` were copied or read in this phase. */
interface BackupProgress extends Progress {
    /** `database`: its pages; `objects`: content; `files`: what the manifest names; `check`: store against content. */
    readonly phase: 'database' | 'objects' | 'files' | 'check';
    readonly bytes: number;
}
interface Options {
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: ((progress: BackupProgress) => void) | undefined;
}
/** Options of {@link createBackup}: those of `connect` say which data folder, by default the one that it would open. */
interface CreateBackupOptions extends ConnectOptions, Options {
    /** The folder of the backup: it must not exist, the one above it must. */
    readonly target: string;
}
/** What a backup holds. */
interface BackupReport {
    /** Absolute. */
    readonly target: string;
    /** When the database was copied, ISO 8601 UTC. */
    readonly time: string;
    /** Files of the data folder. */
    readonly files: number;
    readonly bytes: number;
    /** Objects that the database names and that were missing or damaged already; their keys, at most 100. */
    readonly lost: readonly string[];
    /** How many were lost. */
    readonly lostCount: number;
    /** Ids of other backends that hold content of mounts, which is not in the backup. */
    readonly elsewhere: readonly string[];
}
/** Options of {@link verifyBackup}. */
interface VerifyBackupOptions extends Options {
    /** Where the database is copied to be checked. Default: the system's temporary folder. */
    readonly tmpDir?: string | undefined;
}
/** Something that is wrong with a backup. */
interface BackupProblem {
    /** `manifest`: it is damaged, or a file that it names is missing; `extra`: a file that it does not name; the others as `fsck` has them. */
    readonly kind: 'manifest' | 'extra' | FsckProblem['kind'];
    readonly message: string;
    /** Relative to the backup. */
    readonly file?: string | undefined;
    readonly loss: boolean;
}
/** Answer of {@link verifyBackup}. */
interface VerifyBackupReport {
    /** Nothing is lost or damaged. */
    readonly ok: boolean;
    /** When the database was copied, ISO 8601 UTC. */
    readonly time: string;
    readonly files: number;
    readonly bytes: number;
    /** At most 10,000. */
    readonly problems: readonly BackupProblem[];
}
/** Options of {@link restoreBackup}. */
interface RestoreBackupOptions extends VerifyBackupOptions {
    /** The folder of the backup. */
    readonly backup: string;
    /** The new data folder: it must not exist, or be empty. */
    readonly dataDir: string;
    /** Restores also where content was lost before the backup was made. Default false. */
    readonly allowLoss?: boolean | undefined;
}
/** Answer of {@link restoreBackup}. */
interface RestoreBackupReport {
    /** Absolute. */
    readonly dataDir: string;
    readonly time: string;
    readonly files: number;
    readonly bytes: number;
}

/**
 * Copies an embedded data folder while others write to it: the database as it is at one moment, then every object that
 * this copy names, then a manifest with the size and SHA-256 of each file. The backup appears whole and durable, or not
 * at all. Garbage collection waits meanwhile.
 * @throws `NOT_SUPPORTED` for a configuration with another store than SQLite or another default backend than a local
 * one, `NOT_FOUND` without data, `ALREADY_EXISTS`, `INVALID_ARGUMENT` for a target inside the data, `NO_SPACE`, `ABORTED`.
 */
declare function createBackup({ target, signal, onProgress, ...options }: CreateBackupOptions, surroundings?: Partial<Surroundings>): Promise<BackupReport>;

/**
 * Makes a new data folder of a backup, once that was verified. The folder appears whole and durable, or not at all.
 * @throws `ALREADY_EXISTS` when the data folder is there and not empty, `CORRUPT` when the backup is damaged,
 * `NOT_FOUND`, `NO_SPACE`, `ABORTED`.
 */
declare function restoreBackup({ backup, dataDir, allowLoss, ...options }: RestoreBackupOptions): Promise<RestoreBackupReport>;

/**
 * Checks a backup without changing it: every file against the manifest, and the database against the content, which is
 * read and hashed.
 * @throws `NOT_FOUND` where there is no backup, `CORRUPT` where its manifest does not even begin as one, `ABORTED`.
 */
declare function verifyBackup(backup: string, options?: VerifyBackupOptions): Promise<VerifyBackupReport>;

/** A path into a layer's values, in the spelling of code. */
type ValuePath = readonly PropertyKey[];
/** One place that settings come from. */
interface Layer {
    readonly kind: 'argument' | 'environment' | 'file';
    /** What it sets, keyed as in code. */
    readonly values: Readonly<Record<string, unknown>>;
    /** Keys that it sets with objects made in code; they hide the same keys of lower layers. */
    readonly objects: ReadonlySet<SettingKey>;
    /** Values that were written as text but may mean a number or a truth value: {@link pathKey}s. */
    readonly texts: ReadonlySet<string>;
    /** Keys whose values could not be read: a problem says why. */
    readonly broken: ReadonlySet<PropertyKey>;
    /** Folder that relative host paths count from. */
    readonly base: string;
    /** Where a value, or what is nearest to it, was written. */
    where(path: ValuePath): string;
    /** The path as the user writes it. */
    spell(path: ValuePath): string;
}

/** What is to happen to one plugin in the list of a configuration file. */
interface PluginListChange {
    /** `enable` adds it where it is missing, `disable` keeps its entry, `remove` drops the entry. */
    readonly action: 'enable' | 'disable' | 'remove';
    /** Name of the plugin. */
    readonly name: string;
}

/** What {@link editPlugins} did. */
interface PluginEdit {
    /** The file, as it was given. */
    readonly file: string;
    /** Whether the file says something else now, or would in a dry run. */
    readonly changed: boolean;
    /** Whether there was no such file before. */
    readonly created: boolean;
}
/** Options of {@link editPlugins}. */
interface EditPluginsOptions {
    /** Only says what would happen. Default false. */
    readonly dryRun?: boolean | undefined;
}
/**
 * Enables, disables or removes one plugin in a configuration file. Comments, order and formatting stay; the file is
 * replaced in one step. `enable` makes a file that is missing; nothing is written where nothing changes.
 * @param file - Absolute path of the `nexus.yaml`.
 * @throws `INVALID_ARGUMENT` for what is no name, `CONFIG_INVALID` for a file that cannot be read or edited,
 * `CONFLICT` where somebody else changed it in between.
 */
declare function editPlugins(file: string, change: PluginListChange, { dryRun }?: EditPluginsOptions): Promise<PluginEdit>;

/** Where the value of a key comes from. */
interface Origin {
    readonly kind: Layer['kind'] | 'default';
    /** `argument`, `NEXUS_DATA_DIR`, `nexus.yaml:3` or `default`. */
    readonly text: string;
}

/** The configuration that is in force. */
interface EffectiveConfig {
    /** Every key that has a value, defaults included; host paths are absolute. Secrets are in the clear. */
    readonly settings: Settings;
    /** Where each key comes from. A key without a setting is set by an object made in code. */
    readonly origins: Readonly<Partial<Record<SettingKey, Origin>>>;
    /** Absolute paths of the files that were read, the strongest first. */
    readonly files: readonly string[];
}
/**
 * Works out the configuration as {@link connect} would, and opens nothing: argument, then `NEXUS_*` environment, then
 * the YAML file (the named one, else `./nexus.yaml` or `.yml`), then `~/.nexus/config.yaml`, then defaults, key by key.
 * @throws `CONFIG_INVALID` listing every problem with its place; `INVALID_ARGUMENT`.
 */
declare function resolveConfig(input?: string | ConnectOptions, surroundings?: Partial<Surroundings>): Promise<EffectiveConfig>;

/**
 * The same configuration without its secrets, for people and logs: `***` stands for each. Of the options of adapters and
 * plugins only numbers, truth values and texts with well-known harmless names are shown.
 */
declare function maskSecrets(config: EffectiveConfig): EffectiveConfig;

/**
 * Opens a filesystem from configuration: an object, the path of a YAML file, or nothing for `./nexus.yaml` and
 * defaults. Without any configuration everything lies in `./nexus-data`. Adapters made in code are used as they are
 * and never closed; what the configuration names is closed with the handle.
 * What it names is taken from the definitions of the argument, from what is bundled, and else from the packages of the
 * project and of the user, which are looked for only then; no other package is imported.
 * @throws `CONFIG_INVALID` with every problem and its line, `PLUGIN_NOT_FOUND` with the install command, `PLUGIN_AMBIGUOUS`,
 * `PLUGIN_MANIFEST_INVALID`, `PLUGIN_API_VERSION`, `PLUGIN_LOAD_FAILED`, `PLUGIN_CONTRACT`, `NOT_SUPPORTED`,
 * `BACKEND_DENIED`, `STORE_FORMAT`.
 */
declare function connect(input?: string | ConnectOptions, surroundings?: Partial<Surroundings>): Promise<Nexus>;

/** Names that are used where the configuration gives none. */
declare const defaultNames: {
    /** Folder of the embedded default, below the working directory. */
    readonly dataDir: "nexus-data";
    /** The metadata store, below the data folder. */
    readonly database: "metadata.db";
    /** Configuration files of the working directory. */
    readonly configFiles: readonly ["nexus.yaml", "nexus.yml"];
    /** Configuration file of the user, below the home folder. */
    readonly userConfigFile: ".nexus/config.yaml";
    /** Folder of packages for all projects of the user, below the home folder; it has its own package.json. */
    readonly userPackages: ".nexus/packages";
};

/** One option of an adapter or plugin. */
interface OptionDescription {
    /** As `nexus.yaml` writes it: options inside others after a dot, as they are, those of items after `[]`. */
    readonly name: string;
    /** `text`, `number`, `true or false`, `list of text`, `"a" or "b"`. */
    readonly type: string;
    readonly required: boolean;
    readonly default?: unknown;
    readonly description?: string | undefined;
}

/** What a package can provide. */
type ProvidedKind = 'backend' | 'store' | 'plugin' | 'command';
/**
 * Where something was found, the first wins: `code` was registered by the program, `bundled` comes with `nexusfs`,
 * `project` is installed where the base folder is, `user` in the user-wide folder.
 */
type Tier = 'code' | 'bundled' | 'project' | 'user';
/** One thing that a package provides, as its manifest says; no code of it has run. */
interface Provided {
    /** `unknown` where the manifest names no kind that exists; then there is a problem. */
    readonly kind: ProvidedKind | 'unknown';
    /** What `nexus.yaml` names; empty where the manifest gives none, then there is a problem. */
    readonly type: string;
    /** A few words for people; the type, where the manifest gives none. */
    readonly title: string;
    /** Version of the contract; 0 where the manifest gives none, then there is a problem. */
    readonly apiVersion: number;
    /** Name under which the package is installed; empty for `code`. */
    readonly package: string;
    /** Version of the package; empty where it is not known. */
    readonly version: string;
    /** Absolute folder of the package, without symbolic links; empty where there is none. */
    readonly folder: string;
    /** Absolute path of the module to import; empty for what needs no file, or where the manifest gives none. */
    readonly entry: string;
    /** Absolute path of the JSON Schema of its options. */
    readonly options?: string | undefined;
    /** Hooks that a plugin says it has, in the order of its manifest. */
    readonly hooks?: readonly string[] | undefined;
    readonly tier: Tier;
    /** Why it cannot be used: `PLUGIN_MANIFEST_INVALID`, `PLUGIN_API_VERSION`, `PLUGIN_LOAD_FAILED`, `PLUGIN_AMBIGUOUS`. */
    readonly problem?: NexusError | undefined;
}
/** What is installed for a base folder. */
interface Installed {
    /** Absolute folder that packages are found from and installed into. */
    readonly base: string;
    /** The package.json whose dependencies are candidates; absent where there is none at or above the base. */
    readonly packageFile?: string | undefined;
    /** Sorted by kind, type, tier and package; what is wrong with one shows as its problem. */
    readonly provided: readonly Provided[];
    /**
     * The one to use for a kind and type: by tier, the first wins.
     * @param options.package - Only that package will do, of whatever tier. Default: the one that the configuration names for
     * the type, if it names one.
     * @throws `PLUGIN_NOT_FOUND` with the install command, `PLUGIN_AMBIGUOUS` naming both packages, or its problem.
     */
    select(kind: ProvidedKind, type: string, options?: {
        readonly package?: string | undefined;
    }): Provided;
    /**
     * Imports the entry and checks that it exports what the manifest says; once for each entry.
     * @throws its problem, `PLUGIN_LOAD_FAILED` with the cause, `PLUGIN_CONTRACT`.
     */
    load(provided: Provided): Promise<Definition>;
}
/** Options of `findPackages`. */
interface FindPackagesOptions extends Partial<Surroundings> {
    /** What `connect` would be given: it names the configuration file and packages, and holds definitions made in code. */
    readonly config?: string | ConnectOptions | undefined;
}
/** The programs that install packages. */
type PackageManagerName = 'npm' | 'pnpm' | 'yarn' | 'bun';
/** How packages are installed in a folder. */
interface PackageManager {
    readonly name: PackageManagerName;
    /** Program and arguments that add packages to the folder's dependencies; for `spawn` without a shell. */
    add(packages: readonly string[]): readonly string[];
    /** Program and arguments that remove packages. */
    remove(packages: readonly string[]): readonly string[];
}

/** What a package says of itself, for people. Every member is what the package claims. */
interface PackageDescription {
    readonly description?: string | undefined;
    readonly author?: string | undefined;
    readonly license?: string | undefined;
    readonly homepage?: string | undefined;
    /** Options in the order of the schema; absent where the package describes none. */
    readonly options?: readonly OptionDescription[] | undefined;
}
/** Reads the package.json and the description of the options of something that is installed. Imports nothing, never throws. */
declare function describePackage({ folder, options }: Provided): PackageDescription;

/**
 * Finds what is installed for a configuration: the packages that it names and the dependencies of its project, then those
 * of the user-wide folder `~/.nexus/packages`. Reads package.json files and imports nothing. A package with a problem is
 * listed with it; a configuration with problems counts as far as it is sound.
 * @throws `INVALID_ARGUMENT` for a configuration that is none.
 */
declare function findPackages(options?: FindPackagesOptions): Promise<Installed>;

/**
 * The package manager of a folder: what its package.json says, else its lock file, else the same of the folders above,
 * else npm.
 * @param folder - Absolute; it need not exist.
 */
declare function packageManagerOf(folder: string): PackageManager;

/** What became of one part of a probe. */
interface ProbeStep {
    /** `write`, `read`, `list`, … */
    readonly name: string;
    /** `skipped` follows a failure without which it means nothing; `not offered` is what the backend says it cannot do. */
    readonly outcome: 'works' | 'fails' | 'not offered' | 'skipped';
    /** What was found. */
    readonly found: string;
    /** What to do, where it fails. */
    readonly hint?: string | undefined;
    readonly milliseconds: number;
}
/** What a backend really does. */
interface ProbeReport {
    readonly type: string;
    /** Where the objects lie, for people; never a credential. */
    readonly location: string;
    /** Whether nothing fails. */
    readonly ok: boolean;
    /** In the order in which they were tried. */
    readonly steps: readonly ProbeStep[];
    /** Keys of the probe that could not be removed; empty where it left nothing. */
    readonly left: readonly string[];
}

/** Options of {@link probeBackend}. */
interface ProbeOptions {
    readonly signal?: AbortSignal | undefined;
    /** Monotonic milliseconds; default those of the process. */
    readonly now?: (() => number) | undefined;
}
/**
 * Tries what a backend really does: write, read, conditional writes, list, delete and what else it says it offers. All of
 * it happens below a prefix of its own, and is removed again, also after a failure or an interruption.
 * @throws `ABORTED`; everything else is part of the report.
 */
declare function probeBackend(backend: Backend, { signal, now }?: ProbeOptions): Promise<ProbeReport>;

/** Names of the templates of `nexus init --template`. */
type TemplateName = 'basic' | 'multi-tenant';
/** The configuration files that `nexus init` writes, by template. */
declare const templates: Readonly<Record<TemplateName, string>>;

/** What the transfers between a host folder and the tree take and give. */

/** How far a transfer is: `done` and `total` count files, copied or found equal. */
interface TransferProgress extends Progress {
    /** Bytes copied so far. */
    readonly bytes: number;
}
/** One change that a transfer makes, or would make in a dry run. */
interface TransferAction {
    readonly type: 'create' | 'update' | 'delete' | 'mkdir';
    /** At the target: absolute in the tree, relative to the target folder on the host. */
    readonly path: string;
    /** Bytes; 0 for directories and deletions. */
    readonly size: number;
}
/** Options of every transfer. */
interface TransferOptions {
    readonly signal?: AbortSignal | undefined;
    /** Compares content by SHA-256 instead of size and time. Default false. */
    readonly checksum?: boolean | undefined;
    /** Removes at the target what the source does not have; left out when a file failed. Default false. */
    readonly delete?: boolean | undefined;
    /** Changes nothing; the actions and the report say what would happen. Default false. */
    readonly dryRun?: boolean | undefined;
    /** Leaves files that exist at the target as they are. Default false. */
    readonly keepExisting?: boolean | undefined;
    readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
    readonly onAction?: ((action: TransferAction) => void) | undefined;
}
/** Options of {@link importFolder}. */
interface ImportOptions extends TransferOptions {
    /** Follows symbolic links whose target lies inside the source. Default false: links are skipped and counted. */
    readonly follow?: boolean | undefined;
    /** Host folders that are left out, besides the folder of the store itself. */
    readonly exclude?: readonly string[] | undefined;
}
/** A name that could not come along. */
interface InvalidName {
    /** Where it lies, as a path relative to the source. */
    readonly path: string;
    readonly reason: string;
}
/** A file or folder that failed while the rest went on. */
interface FailedTransfer {
    /** The path at the source, relative to its root. */
    readonly path: string;
    /** A code of the error table. */
    readonly code: string;
    readonly message: string;
}
/** What a transfer did. It is complete when `invalidNames` and `failed` are empty. */
interface TransferReport {
    /** Files copied, made or replaced. */
    readonly copied: number;
    /** Bytes of those files. */
    readonly copiedBytes: number;
    /** Files that were equal already and stayed. */
    readonly equal: number;
    /** Directories made. */
    readonly directories: number;
    /** Files and directories removed at the target; a directory with its content counts once. */
    readonly deleted: number;
    /** Symbolic links skipped. */
    readonly symbolicLinks: number;
    /** Devices, sockets and pipes skipped. */
    readonly specialFiles: number;
    /** Folders left out because they were excluded, or hold the store itself. */
    readonly excluded: number;
    readonly invalidNames: readonly InvalidName[];
    readonly failed: readonly FailedTransfer[];
}

/**
 * Copies what is in a directory of the tree into another directory of the tree; content is shared, not moved.
 * Where the target is absent this is one operation; else files that are equal already are skipped.
 * @throws `NOT_FOUND`, `NOT_A_DIRECTORY`, `INVALID_ARGUMENT` for a target inside the source.
 */
declare function copyTree(nx: Nexus, from: string, to: string, options?: TransferOptions): Promise<TransferReport>;
/** Options of {@link copyFile}. */
interface CopyFileOptions extends TransferOptions {
    /** The etag that the file at the target must have. */
    readonly ifMatch?: string | undefined;
}
/**
 * Copies one file of the tree to another path, unless the same content is there already.
 * @throws `NOT_FOUND`, `IS_A_DIRECTORY`, and what `nx.copy` throws.
 */
declare function copyFile(nx: Nexus, from: string, to: string, options?: CopyFileOptions): Promise<TransferReport>;

/**
 * Copies what is in a directory of the tree into a host folder, which is made if need be. What is equal already is
 * skipped; a file appears only when it is complete; nothing is written outside the folder, symbolic links in it are
 * not followed. Writes time and permissions back.
 * @throws `NOT_FOUND`, `NOT_A_DIRECTORY` and what concerns the whole transfer; single files are in the report.
 */
declare function exportFolder(nx: Nexus, treePath: string, hostFolder: string, options?: TransferOptions): Promise<TransferReport>;
/**
 * Copies one file of the tree to a host file, unless it is equal already; the folder above must exist.
 * @throws `NOT_FOUND`, `IS_A_DIRECTORY`.
 */
declare function exportFile(nx: Nexus, treePath: string, hostFile: string, options?: TransferOptions): Promise<TransferReport>;

/**
 * Copies what is in a host folder into a directory of the tree. What is equal already is skipped, so a stopped
 * import goes on where it was. Keeps the time and the mode bits of each file.
 * @throws `NOT_FOUND`, `NOT_A_DIRECTORY` and what concerns the whole transfer; single files are in the report.
 */
declare function importFolder(nx: Nexus, hostFolder: string, treePath: string, options?: ImportOptions): Promise<TransferReport>;
/** Options of {@link importFile}. */
interface ImportFileOptions extends ImportOptions {
    /** The etag that the file in the tree must have. */
    readonly ifMatch?: string | undefined;
}
/**
 * Copies one host file into the tree, unless it is equal already.
 * @throws `NOT_FOUND`, `IS_A_DIRECTORY`, and what a write throws.
 */
declare function importFile(nx: Nexus, hostFile: string, treePath: string, options?: ImportFileOptions): Promise<TransferReport>;

export { connect, copyFile, copyTree, createBackup, defaultNames, describePackage, editPlugins, exportFile, exportFolder, findPackages, importFile, importFolder, maskSecrets, openBackend, packageManagerOf, probeBackend, readPluginConfig, resolveConfig, restoreBackup, templates, verifyBackup };
export type { AdapterSettings, BackendTarget, BackupProblem, BackupProgress, BackupReport, ConnectOptions, CopyFileOptions, CreateBackupOptions, EditPluginsOptions, EffectiveConfig, FailedTransfer, FindPackagesOptions, ImportFileOptions, ImportOptions, Installed, InvalidName, MountSettings, OptionDescription, Origin, PackageDescription, PackageManager, PackageManagerName, PluginEdit, PluginListChange, PluginSettings, ProbeOptions, ProbeReport, ProbeStep, Provided, ProvidedKind, RestoreBackupOptions, RestoreBackupReport, SettingKey, Settings, Surroundings, TemplateName, Tier, TransferAction, TransferOptions, TransferProgress, TransferReport, VerifyBackupOptions, VerifyBackupReport };
