import { checkPrecondition, compareNames } from '@nexusfs/core/kit'
import type { CheckResult, ObjectInfo, ObjectPrecondition } from '@nexusfs/core/spec'
import type { __Type__Options } from './options.ts'

/** An object that is to be written; its etag is made when it is. */
export interface NewObject {
  readonly info: Omit<ObjectInfo, 'etag'>
  readonly bytes: Uint8Array
}

/** An object with its bytes. */
export interface StoredObject {
  readonly info: ObjectInfo
  readonly bytes: Uint8Array
}

/**
 * Where the objects lie. This one keeps them in a `Map`; put the client of your provider in its place. What matters is
 * that `write` and `remove` compare the precondition and take effect in one step, also among processes, and that what
 * they did is durable when they resolve.
 */
export class Client {
  /** For people: a folder, a bucket with its prefix; never a credential. */
  readonly location = 'memory of this process'
  /** The most bytes that one object may have. */
  readonly limit: number
  readonly #objects = new Map<string, StoredObject>()
  #writes = 0

  /** Opens nothing: the first call does. */
  constructor({ limit }: __Type__Options) {
    this.limit = limit
  }

  async find(key: string): Promise<ObjectInfo | undefined> {
    return this.#objects.get(key)?.info
  }

  async read(key: string): Promise<StoredObject | undefined> {
    return this.#objects.get(key)
  }

  /** Replaces what is at the key. @throws `ALREADY_EXISTS`, `CONFLICT` when the precondition does not hold. */
  async write(
    { info, bytes }: NewObject,
    precondition: ObjectPrecondition | undefined,
  ): Promise<ObjectInfo> {
    checkPrecondition(info.key, precondition, this.#objects.get(info.key)?.info)
    const written = { ...info, etag: `${++this.#writes}` }
    this.#objects.set(info.key, { info: written, bytes })
    return written
  }

  /** Idempotent without a precondition. @throws `CONFLICT` when it does not hold. */
  async remove(key: string, precondition: ObjectPrecondition | undefined): Promise<void> {
    checkPrecondition(key, precondition, this.#objects.get(key)?.info)
    this.#objects.delete(key)
  }

  /** Objects whose keys begin with the prefix and lie after a key, in byte order of keys. */
  async *list(prefix: string, after: string | undefined): AsyncGenerator<ObjectInfo> {
    for (const key of [...this.#objects.keys()].sort(compareNames)) {
      const found = this.#objects.get(key)
      if (found === undefined || !key.startsWith(prefix)) continue
      if (after === undefined || compareNames(key, after) > 0) yield found.info
    }
  }

  /** Cheap, and writes nothing: `nexus doctor` asks it. */
  async check(): Promise<CheckResult> {
    return { ok: true }
  }

  /** Idempotent. */
  close(): void {
    this.#objects.clear()
  }
}
