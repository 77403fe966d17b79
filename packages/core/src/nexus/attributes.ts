import { NexusError } from '../errors/index.ts'
import { parsePath } from '../path/index.ts'
import type { Attributes, Json, JsonObject, OperationType } from '../spec/index.ts'
import { isADirectory } from '../trees/managed/index.ts'
import { checkedMetadata, checkedTags, checkKey } from './check-attributes.ts'
import { checkConditions } from './check-options.ts'
import { createListing } from './listing.ts'
import type { PathLocks } from './path-locks.ts'
import type { Session } from './session.ts'
import type { ChangeResult, Entry, MetadataFacet, MutationOptions, TagsFacet } from './types.ts'
import { walkPages } from './walk.ts'

/** The facet of custom metadata. */
export function createMetadata(session: Session, locks: PathLocks): MetadataFacet {
  const get = (path: string, key?: string) =>
    session.call(undefined, async () => {
      const metadata = structuredClone((await attributesAt(session, path)).metadata ?? {})
      return key === undefined ? metadata : Object.hasOwn(metadata, key) ? metadata[key] : undefined
    })
  const change = changer(session, locks, 'metadata')
  return {
    get: get as MetadataFacet['get'],
    async set(path: string, first: string | JsonObject, ...rest: unknown[]) {
      const single = typeof first === 'string'
      const given = checkedMetadata(path, single ? { [first]: rest[0] as Json } : first)
      const options = (single ? rest[1] : rest[0]) as MutationOptions | undefined
      return change(path, options, (before) => ({
        ...before,
        metadata: checkedMetadata(path, { ...before.metadata, ...given }),
      }))
    },
    remove: (path, key, options) =>
      change(path, options, (before) => ({ ...before, metadata: without(before.metadata, key) })),
  }
}

/** The facet of tags. */
export function createTags(session: Session, locks: PathLocks): TagsFacet {
  const change = changer(session, locks, 'tag')
  return {
    list: (path) =>
      session.call(undefined, async () => ({ ...(await attributesAt(session, path)).tags })),
    set: (path, key, value, options) =>
      change(path, options, (before) => ({
        ...before,
        tags: checkedTags(path, { ...before.tags, [key]: value }),
      })),
    remove: (path, key, options) =>
      change(path, options, (before) => ({ ...before, tags: without(before.tags, key) })),
    find: (query) =>
      createListing(() => findTagged(session, query), { gate: session.gate(query.signal) }),
  }
}

async function attributesAt(session: Session, path: string): Promise<Attributes> {
  const located = session.locate(path, 'read')
  return located.tree.attributes(located, session.isStructural(located.path))
}

/** Changes of one kind; those of one path run one after the other, so that they need not race each other. */
function changer(session: Session, locks: PathLocks, type: OperationType) {
  return (
    path: string,
    options: MutationOptions = {},
    edit: (before: Attributes) => Attributes,
  ): Promise<ChangeResult> =>
    session.call(
      options.signal,
      async () => {
        checkConditions(path, options)
        if (options.ifNoneMatch !== undefined) throw pointless(path)
        const located = session.locate(path, 'write')
        const isFixed = session.isStructural(located.path)
        if (located.path.segments.length === 0) throw isADirectory(located.path)
        const operation = session.draft(type, located.path)
        return locks.run(located, options.signal, async () => {
          const change = session.change(operation, options.signal)
          await located.tree.changeAttributes(located, isFixed, options, change, edit)
          return { path: located.path.text, operationId: operation.id }
        })
      },
      path,
    )
}

function pointless(path: string): NexusError {
  return new NexusError(
    'INVALID_ARGUMENT',
    `Cannot change ${path}: ifNoneMatch makes no sense for a change of attributes.`,
    { path, hint: 'Use ifMatch.' },
  )
}

function without<Value>(
  record: Readonly<Record<string, Value>> | undefined,
  key: string,
): Record<string, Value> {
  const { [key]: _removed, ...rest } = record ?? {}
  return rest
}

async function* findTagged(
  session: Session,
  { key, value, path = '/', signal }: Parameters<TagsFacet['find']>[0],
): AsyncGenerator<Entry> {
  checkKey(path, 'tag', key)
  for await (const page of walkPages(session, parsePath(path), { directories: true, signal })) {
    const bySpace = Map.groupBy(
      page.filter((entry) => entry.id !== undefined),
      (entry) => session.locate(entry.path, 'read').space,
    )
    const tagged = new Set<string>()
    for (const [space, entries] of bySpace) {
      const rows = await session.parts.store.getNodes(
        space,
        entries.map((entry) => entry.id as string),
      )
      for (const row of rows) {
        const tags = row?.attributes?.tags ?? {}
        if (
          row !== undefined &&
          Object.hasOwn(tags, key) &&
          (value === undefined || tags[key] === value)
        )
          tagged.add(row.id)
      }
    }
    for (const { depth: _depth, ...entry } of page)
      if (entry.id !== undefined && tagged.has(entry.id)) yield entry
  }
}
