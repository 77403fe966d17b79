import { mappedHistoryCases } from './mapped-history-cases.ts'
import { mappedNoHistoryCases } from './mapped-no-history-cases.ts'
import { mappedUndoCases } from './mapped-undo-cases.ts'
import type { MappedCases } from './mapped-world.ts'

/** Groups of cases on what a mount keeps, by whether it keeps anything. */
export function mappedHistoryGroups(
  history: 'versioning' | 'cas' | 'none' | undefined,
): Readonly<Record<string, MappedCases>> {
  return history === 'none'
    ? { 'without history': mappedNoHistoryCases }
    : { history: mappedHistoryCases, undo: mappedUndoCases }
}
