import { isVisible } from '../access/index.ts'
import { DEFAULT_SPACE, parsePath, spaceOf } from '../path/index.ts'
import type { OperationRow } from '../spec/index.ts'
import type { PastContext } from './past-context.ts'

/** What says whose operation it is, and where. */
export type LoggedPlaces = Pick<OperationRow, 'space' | 'tenant' | 'path' | 'target'>

/**
 * Whether a caller may see an operation of the spaces that it reaches: all its paths, and in the space that all share
 * only where each of them is the same place for the caller as for who did it. A path such as `/notes` means another
 * place for each tenant. Administrators see everything.
 */
export function isOperationShown(
  { principal, namespaces }: Pick<PastContext, 'principal' | 'namespaces'>,
  { space, tenant, path, target }: LoggedPlaces,
): boolean {
  if (principal.isAdmin === true) return true
  return [path, target].every((text) => {
    if (text === undefined) return true
    const place = parsePath(text)
    if (!isVisible(place, principal, namespaces)) return false
    return (
      space !== DEFAULT_SPACE ||
      spaceOf(place, principal, namespaces) === spaceOf(place, { tenant }, namespaces)
    )
  })
}
