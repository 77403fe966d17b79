import { settingsSchema } from './schema.ts'
import type { SettingKey } from './settings.ts'

/** Every key, in the order in which they are shown. */
export const SETTING_KEYS = Object.keys(settingsSchema.entries) as readonly SettingKey[]

/** Keys that hold paths of the host. */
export const HOST_PATHS = ['dataDir', 'dbPath', 'tmpDir'] as const satisfies readonly SettingKey[]

/** Keys with structure, which the environment cannot give. */
export const STRUCTURED: ReadonlySet<SettingKey> = new Set([
  'store',
  'backend',
  'backends',
  'namespaces',
  'plugins',
])
