import type { BlobItem } from '@azure/storage-blob'
import {
  compareNames,
  isAfterStart,
  type ListStart,
  listCursor,
  NexusError,
  startOfList,
} from '@nexusfs/core/kit'
import type { ListOptions, ListPage } from '@nexusfs/core/spec'
import type { ContainerAccess } from './access.ts'
import { isFolder, summaryOf } from './info.ts'
import { placeBefore, regionOf } from './listing-order.ts'
import { stop } from './reading.ts'

/** An object or a rolled-up prefix, by its name in the container. */
type Entry = { readonly name: string; readonly item?: BlobItem }

interface RawPage {
  readonly entries: readonly Entry[]
  readonly marker: string | undefined
}

/** Entries that are collected at most to bring them into byte order. */
const COLLECTED = 10_000
const MARKER = 'm'

/** One page of keys in byte order. `folders` are those of an account with hierarchical namespace, which are no objects. */
export async function listObjects(
  access: ContainerAccess,
  options: ListOptions,
  { folders }: { readonly folders: boolean },
): Promise<ListPage> {
  return new Listing(access, options, folders).page()
}

class Listing {
  readonly #access: ContainerAccess
  readonly #options: ListOptions
  readonly #folders: boolean
  readonly #prefix: string
  readonly #start: ListStart
  /** Azure's own place to go on at. */
  readonly #marker: string | undefined

  constructor(access: ContainerAccess, options: ListOptions, folders: boolean) {
    this.#access = access
    this.#options = options
    this.#folders = folders
    this.#prefix = access.nameOf(options.prefix ?? '')
    const place = placeOf(options.cursor)
    this.#marker = place?.marker
    const { after, skip } = place ?? startOfList(options)
    this.#start = {
      after: after === undefined ? undefined : access.nameOf(after),
      skip: skip === undefined ? undefined : access.nameOf(skip),
    }
  }

  async page(): Promise<ListPage> {
    const { after } = this.#start
    if (after !== undefined && !after.startsWith(this.#prefix)) {
      // Everything with the prefix lies on one side of it.
      if (compareNames(after, this.#prefix) > 0) return { objects: [], prefixes: [] }
    }
    const first = await this.#fetch(this.#marker)
    const collected = await this.#whole(first)
    const left = await this.#after(collected.entries)
    const entries = left
      .sort((one, other) => compareNames(one.name, other.name))
      .slice(0, this.#options.limit)
    return this.#answer(entries, left.length > entries.length, collected, first)
  }

  /**
   * The page, or more where its order may not be that of bytes: Azurite sorts names by UTF-16, Azure does not say how. They
   * differ where letters beyond U+FFFF meet others from U+E000 on, so a stretch of names with such letters is read to its end.
   */
  async #whole(first: RawPage): Promise<RawPage> {
    let whole = first
    while (whole.marker !== undefined && whole.entries.length < COLLECTED) {
      const { entries, marker } = whole
      const last = entries.at(-1)?.name ?? ''
      const open = entries.some(({ name }) => {
        const region = regionOf(name)
        return region !== undefined && last.startsWith(region)
      })
      if (!open) break
      const next = await this.#fetch(marker)
      whole = { entries: [...entries, ...next.entries], marker: next.marker }
    }
    return whole
  }

  #answer(entries: readonly Entry[], more: boolean, collected: RawPage, first: RawPage): ListPage {
    const cursor = this.#cursor(entries, more, collected, first)
    return {
      objects: entries.flatMap(({ name, item }) =>
        item === undefined ? [] : [summaryOf(this.#access.keyOf(name), item)],
      ),
      prefixes: entries.flatMap(({ name, item }) =>
        item === undefined ? [this.#access.keyOf(name)] : [],
      ),
      ...(cursor !== undefined && { cursor }),
    }
  }

  #cursor(
    entries: readonly Entry[],
    more: boolean,
    collected: RawPage,
    first: RawPage,
  ): string | undefined {
    const last = entries.at(-1)
    const whole = !more && collected === first
    if (collected.marker !== undefined && (last === undefined || whole))
      return markerCursor(collected.marker, startOfNext(this.#options))
    if (last === undefined || (!more && collected.marker === undefined)) return undefined
    return listCursor(last.item === undefined ? 'prefix' : 'object', this.#access.keyOf(last.name))
  }

  /** Those that lie after the start. */
  async #after(entries: readonly Entry[]): Promise<Entry[]> {
    const left: Entry[] = []
    for (const entry of entries) if (await this.#isAfter(entry)) left.push(entry)
    return left
  }

  async #isAfter({ name, item }: Entry): Promise<boolean> {
    const { after, skip } = this.#start
    if (item === undefined && name !== skip && after?.startsWith(name) === true)
      return this.#hasMore(name, after)
    return isAfterStart(name, this.#start)
  }

  /** Whether a key below a prefix lies after another one. */
  async #hasMore(prefix: string, after: string): Promise<boolean> {
    let marker: string | undefined
    do {
      const page = await this.#fetch(marker, { prefix, after, flat: true })
      if (page.entries.some(({ name }) => compareNames(name, after) > 0)) return true
      marker = page.marker
    } while (marker !== undefined)
    return false
  }

  #fetch(
    marker: string | undefined,
    below?: { readonly prefix: string; readonly after: string; readonly flat: true },
  ): Promise<RawPage> {
    const { signal, limit, delimiter } = this.#options
    const prefix = below?.prefix ?? this.#prefix
    const startFrom = placeBefore(below?.after ?? this.#start.after, {
      prefix,
      delimiter: below === undefined ? delimiter : undefined,
    })
    const begins = startFrom !== undefined && marker === undefined
    return this.#access.run({ what: 'list', signal }, async ({ container }) => {
      const options = {
        ...stop(signal),
        ...(prefix !== '' && { prefix }),
        ...(begins && { startFrom }),
        ...(this.#folders && { includeMetadata: true }),
      }
      const paging = {
        // The place to begin from comes along itself.
        maxPageSize: begins ? limit + 1 : limit,
        ...(marker !== undefined && { continuationToken: marker }),
      }
      if (delimiter === undefined || below !== undefined) {
        const page = await container.listBlobsFlat(options).byPage(paging).next()
        return this.#page(page.value?.segment.blobItems ?? [], [], page.value?.continuationToken)
      }
      const page = await container.listBlobsByHierarchy(delimiter, options).byPage(paging).next()
      const { blobItems = [], blobPrefixes = [] } = page.value?.segment ?? {}
      return this.#page(blobItems, blobPrefixes, page.value?.continuationToken)
    })
  }

  #page(
    items: readonly BlobItem[],
    prefixes: readonly { readonly name: string }[],
    marker: string | undefined,
  ): RawPage {
    const objects = this.#folders ? items.filter(({ metadata }) => !isFolder(metadata)) : items
    const entries = [
      ...objects.map((item) => ({ name: item.name, item })),
      ...prefixes.map(({ name }) => ({ name })),
    ]
    return {
      entries: entries.sort((one, other) => compareNames(one.name, other.name)),
      marker: marker || undefined,
    }
  }
}

interface Place {
  readonly marker: string
  readonly after: string | undefined
  readonly skip: string | undefined
}

/** Where a listing began, which holds for its later pages too. */
function startOfNext(options: ListOptions): ListStart {
  return placeOf(options.cursor) ?? startOfList(options)
}

function markerCursor(marker: string, { after, skip }: ListStart): string {
  const place = JSON.stringify([marker, after ?? null, skip ?? null])
  return Buffer.from(`${MARKER}${place}`).toString('base64url')
}

/** The place of a cursor that Azure made; `undefined` for one that names a key. */
function placeOf(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined
  const text = Buffer.from(cursor, 'base64url').toString()
  if (!text.startsWith(MARKER)) return undefined
  try {
    const [marker, after, skip] = JSON.parse(text.slice(MARKER.length)) as (string | null)[]
    if (typeof marker === 'string')
      return { marker, after: after ?? undefined, skip: skip ?? undefined }
  } catch {
    // Told below, as for every cursor that nobody made.
  }
  throw new NexusError('INVALID_ARGUMENT', 'The cursor of the listing is not one of ours.', {
    hint: 'Give the cursor of the page before, unchanged, or none to begin anew.',
  })
}
