import { verifyLog } from '../history/index.ts'
import { ROOT_PATH, spaceOf } from '../path/index.ts'
import { createPagedListing, encodeCursor } from './listing.ts'
import { followOperations } from './operations/follow-operations.ts'
import { reportOperation } from './operations/get-operation.ts'
import { operationPages } from './operations/list-operations.ts'
import type { Session } from './session.ts'
import type { OperationEntry, OperationsFacet } from './types.ts'

/** The facet of the operation log. */
export function createOperations(session: Session): OperationsFacet {
  const { principal, parts } = session
  return {
    list(filter = {}) {
      const { limit, signal } = filter
      const pages = () => operationPages(session, filter)
      const cursorOf = ({ id }: OperationEntry) => encodeCursor(id)
      return createPagedListing(pages, { limit, cursorOf, gate: session.gate(signal) })
    },
    get: (id, { signal } = {}) => session.call(signal, () => reportOperation(session, id, signal)),
    follow: (options = {}) => ({
      [Symbol.asyncIterator]: () => followOperations(session, options),
    }),
    verify: (options = {}) =>
      session.call(options.signal, () =>
        verifyLog(parts.store, spaceOf(ROOT_PATH, principal, parts.namespaces), options),
      ),
  }
}
