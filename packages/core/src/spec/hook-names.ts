import type { HookName } from './hooks.ts'

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
