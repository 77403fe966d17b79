import { contentOf, streamRange } from '../../content/index.ts'
import { isNexusError, NexusError } from '../../errors/index.ts'
import type { Mount } from '../../mounts/index.ts'
import type { NodeRow } from '../../spec/index.ts'
import type { TreeContext } from '../managed/index.ts'
import { type Locator, locatorOf } from './history-locator.ts'
import type { Span } from './history-past.ts'
import { historyOf, identityOf } from './mapped-history.ts'

/** Versions of one answer. */
const PAGE = 1000

/** Where the bytes of a state of a mapped file are: in the managed store, or at the provider. */
export interface StateBytes {
  /** Absent for those in the managed store. */
  readonly locator: Locator | undefined
  /** @throws `HISTORY_EXPIRED`, `NOT_SUPPORTED` when they were not kept. */
  stream(span: Span, signal?: AbortSignal): AsyncIterable<Uint8Array>
}

/** Finds the bytes of a state. @throws `BACKEND_NOT_CONFIGURED` when they lie at what is mounted no more. */
export async function stateBytes(
  context: TreeContext,
  mount: Mount,
  path: string,
  node: NodeRow,
): Promise<StateBytes> {
  const file = { space: mount.space, path, node }
  const row = await contentOf(context, file)
  const locator = locatorOf(row)
  if (locator === undefined)
    return { locator, stream: (span, signal) => streamRange(context, file, span, signal) }
  if (row.backend !== identityOf(mount)) throw mountedElsewhere(path)
  return {
    locator,
    stream: (span, signal) => versionBytes(mount, path, locator, span, signal),
  }
}

/** Bytes of a version at the provider. Without versions they are there as long as nobody changed the object. */
export async function* versionBytes(
  mount: Mount,
  path: string,
  locator: Locator,
  span: Span,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  if (span.start >= span.end) return
  const { key, etag } = locator
  try {
    const versionId = locator.versionId ?? (await findVersion(mount, locator, signal))
    const which = versionId === undefined ? { precondition: { ifMatch: etag } } : { versionId }
    yield* (await mount.backend.get(key, { ...which, range: span, signal })).body
  } catch (error) {
    const isGone = isNexusError(error, 'NOT_FOUND') || isNexusError(error, 'CONFLICT')
    throw isGone ? notKept(mount, path, error) : error
  }
}

/** The version that a listing showed, which names none, where the bucket keeps versions: the newest with that etag. */
async function findVersion(
  { backend }: Mount,
  { key, etag }: Locator,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  if (!backend.capabilities.versions || backend.listVersions === undefined) return undefined
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await backend.listVersions(key, { cursor, limit: PAGE, signal })
    const found = page.versions.find((version) => version.etag === etag && !version.isDeleteMarker)
    if (found !== undefined) return found.versionId
    cursor = page.cursor
    more = cursor !== undefined
  }
  return undefined
}

function notKept(mount: Mount, path: string, cause: unknown): NexusError {
  if (historyOf(mount) === 'none')
    return new NexusError(
      'NOT_SUPPORTED',
      `The bytes that ${path} had were not kept: ${mount.mountPoint.text} is mounted with history "none".`,
      { path, cause, hint: 'Mount it with history "cas", or turn versioning of the bucket on.' },
    )
  return new NexusError('HISTORY_EXPIRED', `The bytes that ${path} had are no longer kept.`, {
    path,
    cause,
    hint: 'The provider removed that version, or it was never read; list the versions to see which there are.',
  })
}

function mountedElsewhere(path: string): NexusError {
  return new NexusError(
    'BACKEND_NOT_CONFIGURED',
    `The bytes that ${path} had lie at a provider that is not mounted there any more.`,
    { path, hint: 'Mount the same bucket, with the same prefix, at the same mount point again.' },
  )
}
