import type { TestContext } from '../store/target.ts'
import type { PluginWorld } from './plugin-world.ts'

/** Cases by name; a name is a fact. */
export type PluginCases = Readonly<
  Record<string, (world: PluginWorld, context: TestContext) => Promise<void> | void>
>
