import { bytesSource, isNexusError, type NexusError, newId, sha256 } from '@nexusfs/core/kit'
import type {
  BackendCapabilities,
  BackendProbeOptions,
  ObjectPrecondition,
} from '@nexusfs/core/spec'
import { versioningOf } from './admin.ts'
import { copy } from './copy.ts'
import { put } from './put.ts'
import { remove } from './remove.ts'
import type { S3Session } from './session.ts'

const ONE = bytesSource(Buffer.from('one'))
const TWO = bytesSource(Buffer.from('two'))
/** No object has it. */
const NO_ETAG = '00000000000000000000000000000000'

/** What was learned. */
export type Probed = Partial<{
  -readonly [Name in keyof BackendCapabilities]: BackendCapabilities[Name]
}>

/**
 * Learns what the server at hand really does, by doing it to an object of its own below `.nexusfs/probe/`, which is
 * removed with all its versions. Read-only: only whether the bucket keeps versions.
 */
export async function probe(
  session: S3Session,
  { readonly, signal }: BackendProbeOptions,
): Promise<Probed> {
  const versions = await keepsVersions(session, signal)
  if (readonly) return { versions: versions === true }
  const prober = new Prober(session, signal)
  try {
    const seen = await prober.conditions()
    return { ...seen, versions: versions ?? prober.sawVersions }
  } finally {
    await prober.cleanUp()
  }
}

/** `undefined`: the server does not say, or not to us. */
async function keepsVersions(
  session: S3Session,
  signal: AbortSignal | undefined,
): Promise<boolean | undefined> {
  try {
    const subject = { what: 'read the versioning of', key: '', signal }
    return (await session.run(subject, (tools) => versioningOf(session.bucket, tools))) === 'on'
  } catch (error) {
    if (isNexusError(error, 'BACKEND_DENIED') || isNexusError(error, 'NOT_SUPPORTED'))
      return undefined
    throw error
  }
}

class Prober {
  readonly #session: S3Session
  readonly #signal: AbortSignal | undefined
  readonly #key = `.nexusfs/probe/${newId()}`
  readonly #copied = `${this.#key}-copy`
  sawVersions = false

  constructor(session: S3Session, signal: AbortSignal | undefined) {
    this.#session = session
    this.#signal = signal
  }

  async conditions(): Promise<Probed> {
    const first = await this.#put(ONE)
    const putIfAbsent = await this.#refuses(() => this.#put(TWO, { ifNoneMatch: '*' }))
    const putIfMatch =
      (await this.#refuses(() => this.#put(TWO, { ifMatch: NO_ETAG }))) &&
      (await this.#accepts(first))
    return {
      putIfAbsent,
      putIfMatch,
      verifiesDigest: await this.#verifiesDigest(),
      copyConditions: await this.#copyConditions(),
      // Last: where it is ignored the object is gone.
      deleteIfMatch:
        (await this.#refusesDelete(this.#key)) &&
        (await this.#refusesDelete(`${this.#key}-absent`)),
    }
  }

  /** A server that lets the delete of an absent key pass looks first and then deletes, so that a writer can come between. */
  #refusesDelete(key: string): Promise<boolean> {
    const precondition = { ifMatch: NO_ETAG }
    return this.#refuses(() => remove(this.#session, key, { precondition, signal: this.#signal }))
  }

  /** A condition that holds must not be refused either. The object is put anew, since one that was ignored replaced it. */
  async #accepts(etag: string): Promise<boolean> {
    return !(await this.#refuses(() => this.#put(ONE, { ifMatch: etag })))
  }

  async #put(source: typeof ONE, precondition?: ObjectPrecondition): Promise<string> {
    const { etag, versionId } = await put(this.#session, this.#key, source, {
      precondition,
      signal: this.#signal,
    })
    this.sawVersions ||= versionId !== undefined && versionId !== 'null'
    return etag
  }

  async #verifiesDigest(): Promise<boolean> {
    const digest = sha256(Buffer.from('other'))
    return this.#refuses(
      () => put(this.#session, this.#key, TWO, { digest, signal: this.#signal }),
      ['CORRUPT', 'INVALID_ARGUMENT'],
    )
  }

  /** A target that is there must not be replaced where none may be, and one that is as expected must be. */
  async #copyConditions(): Promise<boolean> {
    const [from, to] = [this.#key, this.#copied]
    const { etag } = await copy(this.#session, from, to, { signal: this.#signal })
    const refused = await this.#refuses(() =>
      copy(this.#session, from, to, {
        precondition: { ifNoneMatch: '*' },
        signal: this.#signal,
      }),
    )
    if (!refused) return false
    const stale = { ifMatch: NO_ETAG }
    const other = await this.#refuses(() =>
      copy(this.#session, from, to, { precondition: stale, signal: this.#signal }),
    )
    const right = { ifMatch: etag }
    const replaced = !(await this.#refuses(() =>
      copy(this.#session, from, to, { precondition: right, signal: this.#signal }),
    ))
    return other && replaced
  }

  /** Whether a call is refused for its condition, and not for another reason. */
  async #refuses(
    call: () => Promise<unknown>,
    codes: readonly NexusError['code'][] = ['ALREADY_EXISTS', 'CONFLICT'],
  ): Promise<boolean> {
    try {
      await call()
      return false
    } catch (error) {
      if (!isNexusError(error)) throw error
      if (codes.includes(error.code)) return true
      // It has no such condition at all.
      if (error.code === 'NOT_SUPPORTED' || error.code === 'INVALID_ARGUMENT') return false
      throw error
    }
  }

  /** Also versions and delete markers, as far as the credentials may. */
  async cleanUp(): Promise<void> {
    for (const key of [this.#key, this.#copied]) await this.#removeAll(key)
  }

  async #removeAll(key: string): Promise<void> {
    const { Bucket, Key } = this.#session.at(key)
    await this.#session.run({ what: 'delete', key }, async ({ client }) => {
      await client.deleteObject({ Bucket, Key })
      if (!this.sawVersions) return
      const page = await client.listObjectVersions({ Bucket, Prefix: Key }).catch(() => undefined)
      const rows = [...(page?.Versions ?? []), ...(page?.DeleteMarkers ?? [])]
      for (const { VersionId } of rows.filter((row) => row.Key === Key)) {
        // Who may not remove versions leaves an object of three bytes that nobody sees.
        await client
          .deleteObject({ Bucket, Key, ...(VersionId !== undefined && { VersionId }) })
          .catch(() => undefined)
      }
    })
  }
}
