/** One rule: where it holds, and what it refuses there. */
export interface RuleConfig {
  /** Shown in the reason of a refusal; by default the rule's number. */
  readonly name?: string | undefined
  /** Globs of the paths it holds for; by default all. Case does not count. */
  readonly paths?: readonly string[] | undefined
  /** Globs of paths it does not hold for. */
  readonly except?: readonly string[] | undefined
  /** Nothing at all may be there, nor below a directory that matches. */
  readonly forbid?: boolean | undefined
  /** Bytes of the largest file. */
  readonly size?: number | undefined
  /** The only media types that may be there, such as `text/plain` or `image/*`. */
  readonly types?: readonly string[] | undefined
  /** Media types that may not be there. */
  readonly refuse?: readonly string[] | undefined
  /** Refuses what looks like a secret: all known kinds, or those that are named. */
  readonly secrets?: boolean | readonly string[] | undefined
  /** Further secrets: regular expressions (RE2 syntax) by the name that the reason shows. */
  readonly patterns?: Readonly<Record<string, string>> | undefined
}

/** Configuration of the plugin. */
export interface ContentPolicyConfig {
  /** Each file must pass all rules that hold for its path; at least one. */
  readonly rules: readonly RuleConfig[]
}
