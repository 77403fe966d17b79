import { HOOK_NAMES, type HookName } from '../spec/index.ts'

const KNOWN: ReadonlySet<string> = new Set(HOOK_NAMES)

/** Whether text is the name of a hook. */
export function isHookName(name: string): name is HookName {
  return KNOWN.has(name)
}
