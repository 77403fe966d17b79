import { hash } from 'node:crypto'
import { bytesSource, isNexusError, type NexusError, newId } from '@nexusfs/core/kit'
import type {
  BackendCapabilities,
  BackendProbeOptions,
  CallOptions,
  ObjectPrecondition,
  PutOptions,
  PutResult,
} from '@nexusfs/core/spec'
import { copyObject } from './copy.ts'
import { deleteObject, deleteObjects } from './delete.ts'
import { putObject, type WritePlace } from './put.ts'
import { headObject } from './reads.ts'
import { listVersions } from './versions.ts'

type Learned = Pick<
  BackendCapabilities,
  | 'putIfAbsent'
  | 'putIfMatch'
  | 'deleteIfMatch'
  | 'verifiesDigest'
  | 'copyConditions'
  | 'tier'
  | 'versions'
>

const TIER = 'REDUCED_REDUNDANCY'
const OTHER_ETAG = '0'.repeat(32)
const BYTES = Buffer.from('what does this server do?\n')

/** Tries on objects of its own below `tmp/` what the server really does, and removes them with all their versions. */
export async function probeByWriting(
  where: WritePlace,
  options: Omit<BackendProbeOptions, 'readonly'>,
): Promise<Learned> {
  const trial = new Trial(where, options)
  try {
    const { tier, versions } = await trial.first()
    const parts = await trial.refusesCopy()
    return {
      tier,
      versions,
      copyConditions: parts,
      putIfAbsent: parts && (await trial.refusesPut({ ifNoneMatch: '*' }, 'ALREADY_EXISTS')),
      putIfMatch: parts && (await trial.refusesPut({ ifMatch: OTHER_ETAG }, 'CONFLICT')),
      verifiesDigest: await trial.refusesOtherBytes(),
      deleteIfMatch: await trial.refusesDelete(),
    }
  } finally {
    await trial.end()
  }
}

class Trial {
  readonly #where: WritePlace
  readonly #options: CallOptions
  readonly #key = `tmp/probe-${newId()}`
  #versions = false

  constructor(where: WritePlace, { signal }: CallOptions) {
    this.#where = where
    this.#options = { signal }
  }

  /** Makes the object; a server of another kind may not know MinIO's tiers. */
  async first(): Promise<Pick<Learned, 'tier' | 'versions'>> {
    let tier = true
    const stored = await this.#put({ tier: TIER }).catch((error: unknown) => {
      if (!isNexusError(error, 'INVALID_ARGUMENT')) throw error
      tier = false
      return this.#put({})
    })
    this.#versions = stored.versionId !== undefined
    const { calls } = this.#where
    if (tier) tier = (await headObject(calls, this.#key, this.#options))?.tier === TIER
    return { tier, versions: this.#versions && stored.versionId !== 'null' }
  }

  refusesPut(precondition: ObjectPrecondition, code: NexusError['code']): Promise<boolean> {
    return refused(this.#put({ precondition }), code)
  }

  /** A copy under a condition ends as a large put does: with the request that makes one object of parts. */
  refusesCopy(): Promise<boolean> {
    const options = { ...this.#options, precondition: { ifNoneMatch: '*' } } as const
    return refused(copyObject(this.#where.calls, this.#key, this.#key, options), 'ALREADY_EXISTS')
  }

  refusesOtherBytes(): Promise<boolean> {
    return refused(this.#put({ digest: hash('sha256', 'others', 'hex') }), 'CORRUPT')
  }

  async refusesDelete(): Promise<boolean> {
    const { calls } = this.#where
    const options = { ...this.#options, precondition: { ifMatch: OTHER_ETAG } }
    const answered = await refused(deleteObject(calls, this.#key, options), 'CONFLICT')
    return answered && (await headObject(calls, this.#key, this.#options)) !== undefined
  }

  /** Removes the object, also where the probe itself was stopped. */
  async end(): Promise<void> {
    const { calls } = this.#where
    const options = { signal: AbortSignal.timeout(10_000) }
    if (!this.#versions) return deleteObject(calls, this.#key, options)
    const { versions } = await listVersions(calls, this.#key, { ...options, limit: 1000 })
    if (versions.length > 0) await deleteObjects(calls, versions, options)
  }

  #put(options: PutOptions): Promise<PutResult> {
    const all = { ...this.#options, ...options }
    return putObject(this.#where, this.#key, bytesSource(BYTES), all)
  }
}

async function refused(call: Promise<unknown>, code: NexusError['code']): Promise<boolean> {
  try {
    await call
    return false
  } catch (error) {
    if (isNexusError(error, code)) return true
    throw error
  }
}
