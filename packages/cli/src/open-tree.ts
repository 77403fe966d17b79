import { existsSync } from 'node:fs'
import type { Nexus } from '@nexusfs/core'
import type { ConnectOptions, EffectiveConfig } from 'nexusfs'
import type { OpenOptions } from './io.ts'

/** Opens the tree as the configuration says. Loads the engine, which commands that need no tree never do. */
export async function openTree(options: OpenOptions): Promise<Nexus> {
  const { connect } = await import('nexusfs')
  const { env, cwd, home } = options
  return connect(connectOptions(options), { env, cwd, home })
}

/** Whether there is a tree already: the embedded one is made when it is first opened. */
export async function treeExists(options: OpenOptions): Promise<boolean> {
  const { settings } = await readConfiguration(options)
  const { dbPath, store } = settings
  return dbPath === undefined || store?.config?.path !== undefined || existsSync(dbPath)
}

/** The configuration that the tree would be opened with. Opens nothing. */
export async function readConfiguration(options: OpenOptions): Promise<EffectiveConfig> {
  const { resolveConfig } = await import('nexusfs')
  const { env, cwd, home } = options
  return resolveConfig(connectOptions(options), { env, cwd, home })
}

/** The part of the options that the configuration knows. */
export function connectOptions(options: OpenOptions): ConnectOptions {
  const { config, dataDir, tenantId, agentId, userId, run, logger } = options
  return { config, dataDir, tenantId, agentId, userId, run, logger }
}
