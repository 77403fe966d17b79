/** All scenarios in the order in which they run. */
import type { Scenario } from '../harness/scenario.ts'
import { batch } from './batch.ts'
import { cloudCalls } from './cloud-calls.ts'
import { cloudLarge } from './cloud-large.ts'
import { cloudList } from './cloud-list.ts'
import { cloudMany, cloudSmall } from './cloud-small.ts'
import { remove } from './delete.ts'
import { discovery } from './discovery.ts'
import { duplicates } from './duplicates.ts'
import { collect } from './gc.ts'
import { growth } from './growth.ts'
import { hooks } from './hooks.ts'
import { list, stat } from './list.ts'
import { log } from './log.ts'
import { open } from './open.ts'
import { overwrite } from './overwrite.ts'
import { past } from './past.ts'
import { portable } from './portable.ts'
import { read } from './read.ts'
import { rename } from './rename.ts'
import { snapshot } from './snapshot.ts'
import { start } from './start.ts'
import { stream } from './stream.ts'
import { tree } from './tree.ts'
import { undo } from './undo.ts'
import { verify } from './verify.ts'
import { versions } from './versions.ts'
import { mixed, writeMany, writeOne } from './write.ts'

/** The scenarios by name. */
export const scenarios: readonly Scenario[] = [
  writeOne,
  overwrite,
  writeMany,
  mixed,
  batch,
  duplicates,
  read,
  stream,
  remove,
  rename,
  list,
  stat,
  open,
  growth,
  undo,
  versions,
  past,
  snapshot,
  tree,
  portable,
  verify,
  log,
  collect,
  start,
  discovery,
  hooks,
  cloudSmall,
  cloudMany,
  cloudLarge,
  cloudList,
  cloudCalls,
]
