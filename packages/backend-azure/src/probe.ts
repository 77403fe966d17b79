import type { BlobItem } from '@azure/storage-blob'
import { bytesSource, isNexusError, newId } from '@nexusfs/core/kit'
import type {
  BackendCapabilities,
  BackendProbeOptions,
  CallOptions,
  PutOptions,
} from '@nexusfs/core/spec'
import type { ContainerAccess } from './access.ts'
import { copyObject } from './copying.ts'
import { deleteObject, deleteObjects } from './deleting.ts'
import { setTierOf } from './properties.ts'
import { putObject } from './put.ts'
import { blobOf, headObject, stop } from './reading.ts'

/** What an endpoint really does. */
export interface Probed {
  readonly capabilities: BackendCapabilities
  /** The account has a hierarchical namespace: listings show directories, which are no objects. */
  readonly folders: boolean
}

/** Learns what the endpoint does, by writing objects of its own below `.nexusfs-probe-`, which it removes; or by reading. */
export async function probeContainer(
  access: ContainerAccess,
  declared: BackendCapabilities,
  { readonly, signal }: BackendProbeOptions,
): Promise<Probed> {
  const folders = await hasFolders(access, signal)
  const learned: Partial<BackendCapabilities> = readonly
    ? { versions: await showsVersions(access, signal) }
    : await new Probe(access, declared, signal).run()
  return {
    capabilities: {
      ...declared,
      ...learned,
      origin: 'probed',
      orderedListing: !folders,
    },
    folders,
  }
}

class Probe {
  readonly #declared: BackendCapabilities
  readonly #access: ContainerAccess
  readonly #options: CallOptions
  readonly #keys = ['a', 'b'].map((letter) => `.nexusfs-probe-${newId()}${letter}`)
  readonly #versions: { readonly key: string; readonly versionId: string }[] = []

  constructor(
    access: ContainerAccess,
    declared: BackendCapabilities,
    signal: AbortSignal | undefined,
  ) {
    this.#access = access
    this.#declared = declared
    this.#options = { signal }
  }

  async run(): Promise<Partial<BackendCapabilities>> {
    const [one = '', other = ''] = this.#keys
    try {
      const { etag, versionId } = await this.#put(one, 'first', {})
      const putIfAbsent = await this.#refuses(
        this.#put(one, 'second', { precondition: { ifNoneMatch: '*' } }),
      )
      await this.#put(one, 'third', {})
      const stale = { precondition: { ifMatch: etag } }
      const putIfMatch = await this.#refuses(this.#put(one, 'fourth', stale))
      const copy = await this.#can(this.#copy(one, other))
      const copyConditions =
        copy &&
        (await this.#refuses(
          copyObject(this.#access, one, other, {
            ...this.#options,
            precondition: { ifNoneMatch: '*' },
          }),
        ))
      const tier = await this.#can(setTierOf(this.#access, one, 'Hot', this.#options))
      const deleteIfMatch = await this.#refuses(
        deleteObject(this.#access, one, { ...this.#options, ...stale }),
      )
      const deleteMany = this.#declared.deleteMany && (await this.#deletesMany())
      const versions = versionId !== undefined
      return {
        putIfAbsent,
        putIfMatch,
        deleteIfMatch,
        copy,
        copyConditions,
        tier,
        deleteMany,
        versions,
      }
    } finally {
      await this.#remove()
    }
  }

  async #put(key: string, text: string, options: PutOptions) {
    const all = { ...options, ...this.#options }
    const result = await putObject(this.#access, key, bytesSource(Buffer.from(text)), all)
    this.#remember(key, result.versionId)
    return result
  }

  async #copy(from: string, to: string): Promise<void> {
    this.#remember(to, (await copyObject(this.#access, from, to, this.#options)).versionId)
  }

  #remember(key: string, versionId: string | undefined): void {
    if (versionId !== undefined) this.#versions.push({ key, versionId })
  }

  /** Whether a call with a condition that does not hold is refused. */
  async #refuses(call: Promise<unknown>): Promise<boolean> {
    try {
      await call
      return false
    } catch (error) {
      if (isNexusError(error, 'ALREADY_EXISTS') || isNexusError(error, 'CONFLICT')) return true
      if (isNexusError(error, 'NOT_SUPPORTED')) return false
      throw error
    }
  }

  /** Whether the endpoint knows a call at all. */
  async #can(call: Promise<unknown>): Promise<boolean> {
    try {
      await call
      return true
    } catch (error) {
      if (isNexusError(error, 'NOT_SUPPORTED') || isNexusError(error, 'INTERNAL')) return false
      throw error
    }
  }

  async #deletesMany(): Promise<boolean> {
    if (!(await this.#can(deleteObjects(this.#access, this.#keys, this.#options)))) return false
    const left = await Promise.all(
      this.#keys.map((key) => headObject(this.#access, key, this.#options)),
    )
    return left.every((info) => info === undefined)
  }

  /** Also after an abort; what cannot be removed has a name that says what it was. */
  async #remove(): Promise<void> {
    for (const key of this.#keys) {
      await deleteObject(this.#access, key, {}).catch(() => undefined)
    }
    for (const { key, versionId } of this.#versions) {
      await this.#access
        .run({ what: 'delete', key }, (container) =>
          blobOf(this.#access, container, key, versionId).delete(),
        )
        .catch(() => undefined)
    }
  }
}

/** Whether listed objects have versions: all that reading shows, and nothing where there are no objects. */
function showsVersions(access: ContainerAccess, signal: AbortSignal | undefined): Promise<boolean> {
  const { prefix } = access.settings
  return access.run({ what: 'list', signal }, async ({ container }) => {
    const options = { ...stop(signal), ...(prefix !== '' && { prefix }), includeVersions: true }
    try {
      const page = await container.listBlobsFlat(options).byPage({ maxPageSize: 100 }).next()
      const items: readonly BlobItem[] = page.value?.segment.blobItems ?? []
      return items.some(({ versionId }) => versionId !== undefined)
    } catch (error) {
      const told = access.translated(error, { what: 'list', signal })
      // An endpoint that knows no versions may refuse to be asked for them.
      if (told.code === 'NOT_SUPPORTED' || told.code === 'INTERNAL') return false
      throw error
    }
  })
}

/** Whether the account has a hierarchical namespace; those that may not ask are taken to have none. */
function hasFolders(access: ContainerAccess, signal: AbortSignal | undefined): Promise<boolean> {
  return access.run({ what: 'look at', signal }, async ({ service }) => {
    try {
      const answer = await service.getAccountInfo(stop(signal))
      return answer.isHierarchicalNamespaceEnabled === true
    } catch (error) {
      const { code } = access.translated(error, { what: 'look at', signal })
      if (code === 'BACKEND_DENIED' || code === 'NOT_SUPPORTED' || code === 'INTERNAL') return false
      throw error
    }
  })
}
