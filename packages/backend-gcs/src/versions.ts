import { NexusError } from '@nexusfs/core/kit'
import type { ListVersionsOptions, ObjectVersion, VersionPage } from '@nexusfs/core/spec'
import { isGeneration } from './conditions.ts'
import type { GcsContext } from './context.ts'
import type { ObjectResource } from './info.ts'

interface VersionsAnswer {
  readonly items?: readonly ObjectResource[]
  readonly nextPageToken?: string
}

const FIELDS = 'nextPageToken,items(name,size,generation,updated,timeCreated,timeDeleted)'
const DELETED = '.deleted'

/**
 * Generations of one key, newest first. Cloud Storage lists them oldest first, so all of them are read for each page.
 * It has no delete markers: a generation knows when it was deleted, and where nothing came at that moment the time
 * until the next generation is a marker.
 */
export async function versionPage(
  context: GcsContext,
  key: string,
  { cursor, limit, signal }: ListVersionsOptions,
): Promise<VersionPage> {
  const rows = rowsOf(key, await generationsOf(context, key, signal))
  const start = cursor === undefined ? 0 : indexAfter(rows, cursor)
  const versions = rows.slice(start, start + limit)
  const last = versions.at(-1)
  const more = last !== undefined && start + limit < rows.length
  return { versions, cursor: more ? last.versionId : undefined }
}

async function generationsOf(
  { wire, places }: GcsContext,
  key: string,
  signal: AbortSignal | undefined,
): Promise<ObjectResource[]> {
  const name = places.name(key)
  const found: ObjectResource[] = []
  let pageToken: string | undefined
  do {
    const page: VersionsAnswer = await wire.json<VersionsAnswer>({
      method: 'GET',
      path: places.objects,
      // The least character of a key is a space.
      query: {
        prefix: name,
        endOffset: `${name} `,
        versions: 'true',
        maxResults: '1000',
        pageToken,
        fields: FIELDS,
      },
      subject: { what: 'list versions' },
      signal,
    })
    found.push(...(page.items ?? []).filter((resource) => resource.name === name))
    pageToken = page.nextPageToken
  } while (pageToken !== undefined)
  return found.sort((one, other) => (BigInt(one.generation) < BigInt(other.generation) ? 1 : -1))
}

function rowsOf(key: string, generations: readonly ObjectResource[]): ObjectVersion[] {
  return generations.flatMap((resource, index) => {
    const newer = generations[index - 1]
    const row = rowOf(key, resource, index === 0)
    const { timeDeleted } = resource
    if (timeDeleted === undefined || !isGap(timeDeleted, newer?.timeCreated)) return [row]
    return [markerOf(key, resource, timeDeleted, index === 0), { ...row, isLatest: false }]
  })
}

function rowOf(key: string, resource: ObjectResource, isLatest: boolean): ObjectVersion {
  return {
    key,
    versionId: resource.generation,
    size: Number(resource.size ?? 0),
    etag: resource.generation,
    modifiedAt: Date.parse(resource.updated ?? resource.timeCreated ?? ''),
    isLatest,
    isDeleteMarker: false,
  }
}

function markerOf(
  key: string,
  { generation }: ObjectResource,
  timeDeleted: string,
  isLatest: boolean,
): ObjectVersion {
  return {
    key,
    versionId: generation + DELETED,
    size: 0,
    etag: '',
    modifiedAt: Date.parse(timeDeleted),
    isLatest,
    isDeleteMarker: true,
  }
}

/** Whether time passed between the end of one generation and the beginning of the next: what is overwritten ends as that begins. */
function isGap(ended: string, begun: string | undefined): boolean {
  return begun === undefined || microseconds(ended) < microseconds(begun)
}

/** Of a time of RFC 3339; `Date` knows milliseconds only. */
function microseconds(time: string): bigint {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? ''
  const seconds = BigInt(Math.floor(Date.parse(time) / 1000))
  return seconds * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6))
}

/** The version of a cursor may be gone by now, so its place counts. */
function indexAfter(rows: readonly ObjectVersion[], cursor: string): number {
  const [generation = ''] = cursor.split(DELETED)
  if (!isGeneration(generation)) {
    throw new NexusError('INVALID_ARGUMENT', 'The cursor of the versions is not one of ours.', {
      hint: 'Give the cursor of the page before, unchanged, or none to begin anew.',
    })
  }
  const isMarker = cursor.endsWith(DELETED)
  const index = rows.findIndex(({ versionId, isDeleteMarker }) => {
    const own = BigInt(versionId.split(DELETED)[0] ?? '0')
    if (own !== BigInt(generation)) return own < BigInt(generation)
    return isMarker && !isDeleteMarker
  })
  return index === -1 ? rows.length : index
}
