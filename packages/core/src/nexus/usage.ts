import { NexusError } from '../errors/index.ts'
import { parsePath } from '../path/index.ts'
import { migrateContent } from './migrating.ts'
import type { Session } from './session.ts'
import type { ContentFacet } from './types.ts'
import { walkPages } from './walk.ts'

/** The facet of content as a whole. */
export function createContentFacet(session: Session): ContentFacet {
  return {
    usage: (path = '/', { signal } = {}) =>
      session.call(signal, async () => {
        const seen = new Set<string>()
        let files = 0
        let bytes = 0
        let uniqueBytes = 0
        for await (const page of walkPages(session, parsePath(path), { signal })) {
          for (const { size, etag } of page) {
            files += 1
            bytes += size
            if (etag === undefined || seen.has(etag)) continue
            seen.add(etag)
            uniqueBytes += size
          }
        }
        return { files, bytes, uniqueBytes }
      }),
    gc: (options = {}) =>
      session.call(options.signal, async () => {
        requireKeeper(session, 'collect')
        return session.parts.collector.collect(options)
      }),
    migrate: (options) =>
      session.call(options.signal, async () => {
        requireKeeper(session, 'move')
        return migrateContent(session, options)
      }),
    fsck: (options = {}) =>
      session.call(options.signal, async () => {
        requireKeeper(session, 'check')
        return session.parts.collector.check(options)
      }),
  }
}

/** Content is that of all tenants. @throws `ACCESS_DENIED`. */
function requireKeeper({ principal }: Session, what: string): void {
  if (principal.isAdmin === true || principal.tenant === undefined) return
  throw new NexusError(
    'ACCESS_DENIED',
    `Cannot ${what} the content of all tenants as tenant "${principal.tenant}".`,
    { hint: 'Ask an administrator, or connect without a tenant.' },
  )
}
