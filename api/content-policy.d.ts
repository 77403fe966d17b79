import * as _nexusfs_core from '@nexusfs/core';

/** Finds something in text: its index at or after one, or -1. */
type Find = (text: string, from: number) => number;
/** A kind of secret that is looked for. */
interface Detector {
    readonly name: string;
    readonly find: Find;
}

/** One rule: where it holds, and what it refuses there. */
interface RuleConfig {
    /** Shown in the reason of a refusal; by default the rule's number. */
    readonly name?: string | undefined;
    /** Globs of the paths it holds for; by default all. Case does not count. */
    readonly paths?: readonly string[] | undefined;
    /** Globs of paths it does not hold for. */
    readonly except?: readonly string[] | undefined;
    /** Nothing at all may be there, nor below a directory that matches. */
    readonly forbid?: boolean | undefined;
    /** Bytes of the largest file. */
    readonly size?: number | undefined;
    /** The only media types that may be there, such as `text/plain` or `image/*`. */
    readonly types?: readonly string[] | undefined;
    /** Media types that may not be there. */
    readonly refuse?: readonly string[] | undefined;
    /** Refuses what looks like a secret: all known kinds, or those that are named. */
    readonly secrets?: boolean | readonly string[] | undefined;
    /** Further secrets: regular expressions (RE2 syntax) by the name that the reason shows. */
    readonly patterns?: Readonly<Record<string, string>> | undefined;
}
/** Configuration of the plugin. */
interface ContentPolicyConfig {
    /** Each file must pass all rules that hold for its path; at least one. */
    readonly rules: readonly RuleConfig[];
}

/** What must hold of every file that is written. */
interface Policy {
    readonly rules: readonly Rule[];
}
/** A rule that is ready to be asked. */
interface Rule {
    /** For reasons: `rule "no keys"` or `rule 2`. */
    readonly label: string;
    /** Bytes. */
    readonly size: number | undefined;
    readonly types: readonly string[] | undefined;
    readonly refuse: readonly string[];
    readonly detectors: readonly Detector[];
    /** Whether it holds for all paths. */
    readonly isEverywhere: boolean;
    /** Whether it holds for a path. */
    holdsFor(path: string): boolean;
    /** Whether nothing at all may be at a path: it, or a directory above it, is forbidden. */
    forbids(path: string): boolean;
}

/** Refuses what the rules of its configuration do not allow. It is asked last, so that it sees what others replaced. */
declare const contentPolicy: _nexusfs_core.PluginDefinition<Policy>;

export { contentPolicy as default };
export type { ContentPolicyConfig, RuleConfig };
