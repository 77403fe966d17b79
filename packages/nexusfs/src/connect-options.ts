import type { Backend, Definition, Logger, MetadataStore, NexusOptions } from '@nexusfs/core'
import type { AdapterSettings, PluginSettings, Settings } from './config/settings.ts'

type CodeOptions = Pick<NexusOptions, 'mounts' | 'hooks' | 'onHookError'>
type PluginInCode = NonNullable<NexusOptions['plugins']>[number]

/** What {@link connect} takes: every setting, and what only code can give. */
export interface ConnectOptions
  extends Omit<Settings, 'store' | 'backend' | 'plugins'>,
    CodeOptions {
  /** Path of the YAML file to read instead of `./nexus.yaml`. */
  readonly config?: string | undefined
  /** A store by type, or one made in code: it is used as it is and never closed. */
  readonly store?: AdapterSettings | MetadataStore | undefined
  /** The default backend by type, or one made in code: it is used as it is and never closed. */
  readonly backend?: AdapterSettings | Backend | undefined
  /** Plugins by name or made in code. */
  readonly plugins?: readonly (string | PluginSettings | PluginInCode)[] | undefined
  /** Backend types, store types and plugins that settings may name besides the bundled ones. */
  readonly definitions?: readonly Definition[] | undefined
  /** Where log lines go. Default: nowhere, or standard error where `logLevel` is set. */
  readonly logger?: Logger | undefined
}

/** What {@link connect} depends on besides its input. */
export interface Surroundings {
  /** Environment variables. Default: those of the process. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute folder that relative paths count from. Default: the working directory. */
  readonly cwd: string
  /** Absolute home folder. Default: the user's. */
  readonly home: string
}
