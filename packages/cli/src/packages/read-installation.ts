import type { NexusError } from '@nexusfs/core'
import type { EffectiveConfig, Installed, Settings } from 'nexusfs'
import type { OpenOptions } from '../io.ts'
import { connectOptions, readConfiguration } from '../open-tree.ts'

/** What is installed and what the configuration makes of it. Nothing of a package has run. */
export interface Installation {
  readonly installed: Installed
  /** Empty where the configuration cannot be read. */
  readonly settings: Settings
  /** Configuration files in use, the strongest first. */
  readonly files: readonly string[]
  readonly origins: EffectiveConfig['origins']
  /** Why the configuration cannot be read. */
  readonly problem?: NexusError | undefined
}

/** Reads the manifests of what is installed. A configuration with problems does not keep it from being told. */
export async function readInstallation(options: OpenOptions): Promise<Installation> {
  const { findPackages, isNexusError } = await import('nexusfs')
  const { env, cwd, home } = options
  const installed = await findPackages({ config: connectOptions(options), env, cwd, home })
  try {
    return { installed, ...(await readConfiguration(options)) }
  } catch (error) {
    if (!isNexusError(error, 'CONFIG_INVALID')) throw error
    return { installed, settings: {}, files: [], origins: {}, problem: error }
  }
}
