import { checkPrecondition, compareNames } from '@nexusfs/core/kit'
import type { ObjectInfo, ObjectPrecondition } from '@nexusfs/core/spec'

/** An object with its bytes. */
export interface StoredObject {
  readonly info: ObjectInfo
  readonly bytes: Uint8Array
}

/**
 * Where the objects lie. This one keeps them in a `Map`; put the client of your provider in its place. What matters is
 * that `write` and `remove` compare the precondition and take effect in one step, also among processes.
 */
export class Client {
  readonly location = 'memory of this process'
  readonly #objects = new Map<string, StoredObject>()
  #writes = 0

  async find(key: string): Promise<StoredObject | undefined> {
    return this.#objects.get(key)
  }

  /** Replaces what is at the key. @throws `ALREADY_EXISTS`, `CONFLICT` when the precondition does not hold. */
  async write(
    object: Omit<StoredObject, 'info'> & { readonly info: Omit<ObjectInfo, 'etag'> },
    precondition: ObjectPrecondition | undefined,
  ): Promise<ObjectInfo> {
    const { key } = object.info
    checkPrecondition(key, precondition, this.#objects.get(key)?.info)
    const info = { ...object.info, etag: `${++this.#writes}` }
    this.#objects.set(key, { info, bytes: object.bytes })
    return info
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

  close(): void {
    this.#objects.clear()
  }
}
