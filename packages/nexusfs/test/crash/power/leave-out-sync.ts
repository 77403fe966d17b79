/**
 * Loaded before everything else in a writing process: makes it one that forgets to sync files, as a defect of ours would.
 * SQLite syncs as ever, and so do folders. (That a folder is not synced cannot be shown on ext4 with any certainty: its
 * journal takes the names along with the next file that is synced.)
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const { fsync } = fs

fs.fsync = Object.assign((descriptor: number, callback: (error: Error | null) => void) => {
  if (fs.fstatSync(descriptor).isDirectory()) fsync(descriptor, callback)
  else process.nextTick(callback, null)
}, fsync)
syncBuiltinESMExports()
