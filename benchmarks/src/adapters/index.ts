/** The contestants of the small-file tables. */
import { agentfsFiles } from './agentfs.ts'
import { bareSqlite } from './bare-sqlite.ts'
import { cacacheFiles } from './cacache.ts'
import type { FileStoreKind } from './file-store.ts'
import { flydriveFiles } from './flydrive.ts'
import { nexusFiles } from './nexus.ts'
import { rawFilesPool, rawFilesSync, rawFilesUnsafe } from './raw-files.ts'
import { unstorageFiles } from './unstorage.ts'

const libraries = [cacacheFiles, agentfsFiles, unstorageFiles, flydriveFiles]

/** With Nexus first, for one caller at a time. */
export const oneCaller: readonly FileStoreKind[] = [
  nexusFiles,
  bareSqlite,
  rawFilesSync,
  rawFilesUnsafe,
  ...libraries,
]

/** With Nexus first, for many callers at once. */
export const manyCallers: readonly FileStoreKind[] = [
  nexusFiles,
  bareSqlite,
  rawFilesPool,
  rawFilesUnsafe,
  ...libraries,
]
