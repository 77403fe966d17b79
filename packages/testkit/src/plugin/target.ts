import type { PluginDefinition } from '@nexusfs/core'

/** A configuration made for one case. */
export interface OpenedPlugin {
  /** As `nexus.yaml` gives it: before the schema has seen it. */
  readonly config: unknown
  /** Removes what was made with it. */
  close?(): Promise<void>
}

/** A plugin under test. */
export interface PluginTarget {
  readonly plugin: PluginDefinition
  /** A good configuration for one case; default `{}`. */
  create?(): Promise<OpenedPlugin>
  /** Configurations that the schema must refuse, by what is wrong with them. */
  readonly refuses?: Readonly<Record<string, unknown>> | undefined
  /** Values in the configuration that problems, errors and log lines must not show. */
  readonly secrets?: readonly string[] | undefined
  /** Names of cases that this target cannot pass, with the reason; they are skipped. */
  readonly except?: Readonly<Record<string, string>> | undefined
}
