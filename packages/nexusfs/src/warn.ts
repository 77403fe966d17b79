import type { Logger } from '@nexusfs/core'
import type { MergedSettings } from './config/merge-layers.ts'
import type { SettingKey } from './config/settings.ts'

/** Says once what the configuration asks for and this installation does not do. */
export function warnOfIdleSettings(merged: MergedSettings, logger: Logger): void {
  const { enableVectorSearch, enableLlmCache } = merged.settings
  const warn = (setting: SettingKey, message: string): void =>
    logger.warn({ setting, source: merged.where(setting) }, message)
  if (enableVectorSearch) warn('enableVectorSearch', 'No installed package provides vector search.')
  if (enableLlmCache) warn('enableLlmCache', 'No installed package provides a cache for models.')
}
