import { hash } from 'node:crypto'
import { NexusError } from '../errors/index.ts'

/** Something that several users may hold at once: of a kind, made from options. */
export interface SharedResources<Resource> {
  /**
   * The resource of these options: the one that is held already, else a new one. Each acquired one is released once.
   * @param options - Plain data; members in any order, those that are `undefined` left out. Two that are equal name one resource.
   * @throws what `open` throws; the next call tries anew. `INVALID_ARGUMENT` for options that are no plain data.
   */
  acquire(options: unknown, open: () => Promise<Resource> | Resource): Promise<Shared<Resource>>
  /** How many are held now. */
  readonly size: number
}

/** One user's hold on a shared resource. */
export interface Shared<Resource> {
  readonly resource: Resource
  /** Idempotent. Whoever releases last closes the resource, and waits for that. */
  release(): Promise<void>
}

interface Entry<Resource> {
  readonly opening: Promise<Resource>
  users: number
}

/**
 * Keeps one resource for each set of options while somebody holds it: the clients of a provider's SDK, which own
 * connections. Options are remembered as a hash only, because they hold credentials.
 * @param close - Called once for each resource, after its last user released it.
 */
export function createSharedResources<Resource>(
  close: (resource: Resource) => Promise<void> | void,
): SharedResources<Resource> {
  return new Registry(close)
}

class Registry<Resource> implements SharedResources<Resource> {
  readonly #close: (resource: Resource) => Promise<void> | void
  readonly #entries = new Map<string, Entry<Resource>>()

  constructor(close: (resource: Resource) => Promise<void> | void) {
    this.#close = close
  }

  get size(): number {
    return this.#entries.size
  }

  async acquire(
    options: unknown,
    open: () => Promise<Resource> | Resource,
  ): Promise<Shared<Resource>> {
    const key = hash('sha256', canonicalJson(options), 'hex')
    const entry = this.#entries.get(key) ?? this.#begin(key, open)
    entry.users++
    try {
      const resource = await entry.opening
      return { resource, release: once(() => this.#leave(key, entry, resource)) }
    } catch (error) {
      // All who waited fail alike; whoever comes next must not.
      this.#forget(key, entry)
      throw error
    }
  }

  #begin(key: string, open: () => Promise<Resource> | Resource): Entry<Resource> {
    const entry = { opening: (async () => open())(), users: 0 }
    this.#entries.set(key, entry)
    return entry
  }

  async #leave(key: string, entry: Entry<Resource>, resource: Resource): Promise<void> {
    entry.users--
    if (entry.users > 0) return
    this.#forget(key, entry)
    await this.#close(resource)
  }

  #forget(key: string, entry: Entry<Resource>): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key)
  }
}

function once(call: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= call()
    return done
  }
}

/** JSON with sorted members, so that equal options give equal text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => plainMember(member)) ?? 'undefined'
}

function plainMember(member: unknown): unknown {
  if (typeof member === 'function' || typeof member === 'symbol' || typeof member === 'bigint') {
    // JSON would leave them out, and two resources that differ in them alone would be one.
    throw new NexusError('INVALID_ARGUMENT', `Shared options hold a ${typeof member}.`, {
      hint: 'Name the resource by plain data: texts, numbers, true or false, lists and objects.',
    })
  }
  if (typeof member !== 'object' || member === null || Array.isArray(member)) return member
  return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
}
