import type { Session } from '../session.ts'
import type { Nexus } from '../types.ts'
import { exportMetadata } from './export-metadata.ts'
import { importMetadata } from './import-metadata.ts'

/** exportMetadata and importMetadata. */
export function createPortable(session: Session): Pick<Nexus, 'exportMetadata' | 'importMetadata'> {
  return {
    exportMetadata: (target, options = {}) =>
      session.call(options.signal, () => exportMetadata(session, target, options)),
    importMetadata: (source, options = {}) =>
      session.call(options.signal, () => importMetadata(session, source, options)),
  }
}
