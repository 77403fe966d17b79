import type { HookName } from '../spec/index.ts'

/** All hooks, in the order of an operation's life. */
export const HOOK_NAMES: readonly HookName[] = [
  'beforeWrite',
  'afterWrite',
  'beforeRead',
  'afterRead',
  'beforeDelete',
  'afterDelete',
  'beforeMkdir',
  'afterMkdir',
  'beforeCopy',
  'afterCopy',
  'beforeRename',
  'afterRename',
]

const KNOWN: ReadonlySet<string> = new Set(HOOK_NAMES)

/** Whether text is the name of a hook. */
export function isHookName(name: string): name is HookName {
  return KNOWN.has(name)
}
