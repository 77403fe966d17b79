import { setTimeout as wait } from 'node:timers/promises'
import { isNexusError, throwIfAborted } from '@nexusfs/core/kit'
import type { CallOptions } from '@nexusfs/core/spec'
import type { Calls } from './calls.ts'
import { DEFAULT_REGION } from './client.ts'

/** How often a refusal is heard before it is believed, and the pause after the first in milliseconds. */
const DENIALS = 3
const PAUSE_MS = 10

/**
 * The bucket itself: made by the first write where it is missing, and then until it was seen, what is read in it is as
 * in an empty one. A bucket that was seen and is gone is an error, and so it is where nothing may be written.
 */
export class BucketPlace {
  readonly #calls: Calls
  #seen = false
  #readonly = false
  #wrote = false

  constructor(calls: Calls) {
    this.#calls = calls
  }

  /** From now on a missing bucket is an error, and is not made. */
  onlyRead(): void {
    this.#readonly = true
  }

  /** Whether a missing bucket is one that the first write makes. */
  get makesMissing(): boolean {
    return this.#calls.settings.autoCreateBucket && !this.#readonly && !this.#seen
  }

  /** Reads; gives what an empty bucket would where it is still to be made. */
  async read<Result>(run: () => Promise<Result>, empty: () => Result): Promise<Result> {
    // As it was before: another call may make the bucket while this one is under way.
    const { makesMissing } = this
    try {
      const result = await run()
      this.#seen = true
      return result
    } catch (error) {
      if (isNexusError(error, 'BUCKET_NOT_FOUND') && makesMissing) return empty()
      // The server looks for the bucket first.
      if (isNexusError(error, 'NOT_FOUND')) this.#seen = true
      throw error
    }
  }

  /** Writes, and makes the bucket where it is missing. `run` is called again then. */
  async write<Result>(options: CallOptions, run: () => Promise<Result>): Promise<Result> {
    const { makesMissing } = this
    try {
      return await this.#persist(options, run)
    } catch (error) {
      if (!isNexusError(error, 'BUCKET_NOT_FOUND') || !makesMissing) throw error
      if (!this.#seen) await this.#make(options)
      return this.#persist(options, run)
    }
  }

  /**
   * A server with one drive answers `AccessDenied` to a write that meets the removal of its emptied folder. Nothing was
   * written then, so whoever could write before asks again, before it is believed.
   */
  async #persist<Result>({ signal }: CallOptions, run: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        const result = await run()
        this.#seen = true
        this.#wrote = true
        return result
      } catch (error) {
        const doubtful = this.#wrote && isNexusError(error, 'BACKEND_DENIED')
        if (!doubtful || attempt === DENIALS) throw error
      }
      throwIfAborted(signal)
      await wait(PAUSE_MS * attempt)
    }
  }

  /** Makes the bucket if it is missing; gives whether it did. */
  async ensure(options: CallOptions): Promise<boolean> {
    try {
      await this.#calls.run({ method: 'HEAD', signal: options.signal })
      this.#seen = true
      return false
    } catch (error) {
      if (!isNexusError(error, 'BUCKET_NOT_FOUND')) throw error
      return this.#make(options)
    }
  }

  /** Sees to it that the bucket is there, for requests that the server answers with success where it is not. */
  async present(options: CallOptions): Promise<void> {
    if (this.#seen) return
    if (this.makesMissing) await this.ensure(options)
    else await this.#calls.run({ method: 'HEAD', signal: options.signal })
    this.#seen = true
  }

  async #make({ signal }: CallOptions): Promise<boolean> {
    const { region = DEFAULT_REGION } = (await this.#calls.client(signal)).sdk
    let made = true
    try {
      await this.#calls.run({ method: 'PUT', body: locationOf(region), signal })
    } catch (error) {
      // Somebody else was quicker, which `HEAD` confirms or refuses.
      if (!isNexusError(error, 'BUSY')) throw error
      await this.#calls.run({ method: 'HEAD', signal })
      made = false
    }
    this.#seen = true
    return made
  }
}

/** The default region is the one that must not be named. */
function locationOf(region: string): Buffer {
  if (region === DEFAULT_REGION) return Buffer.alloc(0)
  return Buffer.from(
    `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`,
  )
}
