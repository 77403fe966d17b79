import { linkSync, renameSync, unlinkSync } from 'node:fs'
import type { FileState } from './file-state.ts'
import { systemCode } from './local-errors.ts'

/** False when the folder is gone, or when another program made a file just now: that one is not overwritten unseen. */
export function comesTo(file: string, path: string, current: FileState | undefined): boolean {
  if (current === undefined) {
    try {
      linkSync(file, path)
      unlinkSync(file)
      return true
    } catch (error) {
      if (systemCode(error) === 'EEXIST') return false
      // Without hard links on this disk a rename must do.
    }
  }
  return succeeds(() => renameSync(file, path))
}

/** False when the folder of a name is gone. */
export function succeeds(step: () => void): boolean {
  try {
    step()
    return true
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}
