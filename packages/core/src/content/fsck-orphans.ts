import { isNexusError } from '../errors/index.ts'
import { throwIfAborted } from '../kit/index.ts'
import { DEFAULT_SPACE } from '../path/index.ts'
import type {
  Backend,
  ContentRow,
  DoomedObject,
  Hash,
  Id,
  Mutation,
  ObjectSummary,
} from '../spec/index.ts'
import type { ContentContext } from './context.ts'
import { type ContentProblem, locationOf } from './fsck-problems.ts'
import { objectKey } from './object-key.ts'
import { pagesOf } from './pages.ts'

const KEY = /^(?:pools\/([^/]+)\/)?cas\/[0-9a-f]{2}\/[0-9a-f]{2}\/([0-9a-f]{64})(?:\.(\d{1,9}))?$/
/** Milliseconds after which an object whose repair announced it is a candidate. */
const AT_ONCE_MS = 1

/** An object that was looked at; a problem when nothing needs it. */
export interface CheckedObject {
  readonly problem?: ContentProblem | undefined
}

/** The content that a key belongs to. */
interface KeyParts {
  readonly pool: string
  readonly hash: Hash
  readonly generation: number
}

/** Options of {@link checkOrphans}. */
export interface OrphanOptions {
  /** Has orphans deleted. */
  readonly repair: boolean
  /** Backends that are looked at; default all that hold content. */
  readonly only?: readonly Backend[] | undefined
  /** Backends that may be changed. */
  readonly writable: readonly Backend[]
  readonly signal?: AbortSignal | undefined
}

/** Looks for objects that no content names, on every backend that holds content of this store. */
export async function* checkOrphans(
  context: ContentContext,
  options: OrphanOptions,
): AsyncGenerator<CheckedObject> {
  const doomed = new Set<string>()
  for (const backend of options.only ?? context.configured()) {
    const id = await idOf(context, backend)
    if (id === undefined) continue
    for (const prefix of ['cas/', 'pools/'])
      for await (const { key } of objectsOf(backend, prefix, options.signal)) {
        const parts = parseKey(key)
        if (parts === undefined) continue
        yield { problem: await checkObject(context, { backend, id, key, parts }, doomed, options) }
      }
  }
}

interface Found {
  readonly backend: Backend
  readonly id: Id
  readonly key: string
  readonly parts: KeyParts
}

async function checkObject(
  context: ContentContext,
  found: Found,
  doomed: Set<string>,
  { repair, writable }: OrphanOptions,
): Promise<ContentProblem | undefined> {
  const { backend, id, key, parts } = found
  const address = { pool: parts.pool, backend: id, hash: parts.hash }
  const row = await context.store.findContent(address)
  if (isNamed(row, parts.generation) || (await isDoomed(context, found, doomed))) return undefined
  const repaired = repair && writable.includes(backend) && (await remove(context, found, row))
  const message = `No content names the object ${key} on ${locationOf(backend)}.`
  return { kind: 'orphan', message, key, backend: locationOf(backend), loss: false, repaired }
}

function isNamed(row: ContentRow | undefined, generation: number): boolean {
  if (row === undefined || row.state === 'condemned') return false
  if (row.state === 'renewing' && row.generation + 1 === generation) return true
  return row.generation === generation && row.parts === undefined
}

/** Whether collection will delete it anyway. */
async function isDoomed({ store }: ContentContext, found: Found, known: Set<string>) {
  const name = doomedName({ ...found.parts, backend: found.id })
  if (known.has(name)) return true
  // It may have come on the list since that was read.
  const before = Number.MAX_SAFE_INTEGER
  const list = (after: string | undefined) => store.doomed({ before, after, limit: 1000 })
  for await (const objects of pagesOf(list))
    for (const object of objects) known.add(doomedName(object))
  return known.has(name)
}

function doomedName({ pool, backend, hash, generation }: Omit<DoomedObject, 'size' | 'since'>) {
  return `${hash} ${generation} ${backend} ${pool}`
}

/**
 * Deletes an object whose key is never handed out again. A key that may be handed out yet is announced instead, which
 * leaves it to the next collection: deleting it here could meet somebody who writes the same bytes.
 */
async function remove(
  context: ContentContext,
  found: Found,
  row: ContentRow | undefined,
): Promise<boolean> {
  const { backend, key, parts } = found
  const isDead =
    row !== undefined &&
    (row.generation > parts.generation ||
      (row.state === 'condemned' && row.generation === parts.generation))
  if (isDead) {
    await backend.delete(key)
    return true
  }
  if (row !== undefined && row.state !== 'condemned') return false
  return announce(context, found)
}

/** Hands out generations up to that of the key; each one that is passed over is doomed. */
async function announce(
  { store }: ContentContext,
  { id, parts, backend }: Found,
): Promise<boolean> {
  const { pool, hash, generation } = parts
  const size = (await backend.head(objectKey(pool, hash, generation)))?.size ?? 0
  const address = { pool, backend: id, hash, size, leaseMs: AT_ONCE_MS }
  const register: Mutation = { kind: 'content', action: 'register', ...address }
  let mutations: readonly Mutation[] = [register]
  for (;;) {
    const result = await store.commit({ space: DEFAULT_SPACE, operations: [], mutations })
    const content = result.ok ? result.mutations.at(-1)?.content : undefined
    if (content === undefined) return false
    if (content.generation >= generation) return true
    const { reference, generation: passed } = content
    const one = { kind: 'content', content: reference, generation: passed } as const
    mutations = [{ ...one, action: 'confirm' }, { ...one, action: 'suspect' }, register]
  }
}

function parseKey(key: string): KeyParts | undefined {
  const match = KEY.exec(key)
  if (match === null) return undefined
  const [, pool = DEFAULT_SPACE, hash = '', number = '1'] = match
  const parts = { pool, hash, generation: Number(number) }
  return objectKey(pool, hash, parts.generation) === key ? parts : undefined
}

/** The id of a backend that holds content of this store. */
async function idOf({ backends }: ContentContext, backend: Backend): Promise<Id | undefined> {
  try {
    return (await backends.marker(backend))?.backendId
  } catch (error) {
    if (isNexusError(error, 'BACKEND_IN_USE')) return undefined
    throw error
  }
}

async function* objectsOf(
  backend: Backend,
  prefix: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<ObjectSummary> {
  for (let cursor: string | undefined, more = true; more; ) {
    throwIfAborted(signal)
    const page = await backend.list({ prefix, cursor, limit: 1000, signal })
    yield* page.objects
    cursor = page.cursor
    more = cursor !== undefined
  }
}
