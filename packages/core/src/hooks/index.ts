export type { HookClock } from './deadline.ts'
export {
  type AfterHookName,
  type BeforeHookName,
  type BeforeWriteRequest,
  createHookRunner,
  type HookRunner,
  type HookRunnerOptions,
  type WriteDecision,
} from './hook-runner.ts'
export type { PluginEntry } from './plugin-entry.ts'
export type { PluginTools, ToolsOf } from './plugin-life.ts'
