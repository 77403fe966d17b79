import { isNexusError, NexusError } from '../errors/index.ts'
import { bytesSource, collectBytes, type IdSource } from '../kit/index.ts'
import type { Backend, Id, Source } from '../spec/index.ts'
import { driverOf } from './driver-of.ts'

/** The object that ties a backend to the store whose content it holds. */
export const MARKER_KEY = 'nexus.json'

/** What the marker of a backend says. */
export interface Marker {
  readonly storeId: Id
  readonly backendId: Id
  /** Number of the last garbage collection that was told to this backend. */
  readonly cycle: number
}

/**
 * The backends that hold content of one store, known by the id in their marker and not by name or address.
 * The marker is read when a backend is first needed, and written when content first goes there. Several buckets around
 * one driver are one backend.
 */
export class ContentBackends {
  readonly #storeId: Id
  readonly #newId: IdSource
  readonly #ids = new Map<Backend, Promise<Id | undefined>>()
  readonly #byId = new Map<Id, Backend>()
  /** Markers that are being written. */
  readonly #claims = new Map<Backend, Promise<Id>>()

  constructor(storeId: Id, newId: IdSource) {
    this.#storeId = storeId
    this.#newId = newId
  }

  /** The backend of that id; one that cannot be reached does not keep the others from being used. @throws `BACKEND_NOT_CONFIGURED`. */
  async get(id: Id, configured: readonly Backend[]): Promise<Backend> {
    const driver = this.#byId.get(id)
    const known = driver && configured.find((backend) => driverOf(backend) === driver)
    if (known !== undefined) return known
    const failures: unknown[] = []
    const matching = configured.map(async (backend) => {
      const found = await this.#known(backend).catch((error: unknown) => void failures.push(error))
      if (found !== id) throw notConfigured(id)
      this.#byId.set(id, driverOf(backend))
      return backend
    })
    try {
      return await Promise.any(matching)
    } catch {
      throw failures.find((error) => !isNexusError(error, 'BACKEND_IN_USE')) ?? notConfigured(id)
    }
  }

  /** The id of a backend; `undefined` where no content was ever written to it. @throws `BACKEND_IN_USE`. */
  find(backend: Backend): Promise<Id | undefined> {
    return this.#known(backend)
  }

  /** The id of a backend that content is about to be written to. @throws `BACKEND_IN_USE`. */
  async claim(backend: Backend): Promise<Id> {
    const known = await this.#known(backend)
    if (known !== undefined) return known
    const driver = driverOf(backend)
    const claiming = this.#claims.get(driver) ?? this.#write(backend)
    this.#claims.set(driver, claiming)
    try {
      const id = await claiming
      this.#ids.set(driver, claiming)
      this.#byId.set(id, driver)
      return id
    } finally {
      this.#claims.delete(driver)
    }
  }

  /** The marker as it is now; `undefined` where there is none. @throws `BACKEND_IN_USE`, `CORRUPT`. */
  marker(backend: Backend): Promise<Marker | undefined> {
    return this.#read(backend)
  }

  /** Tells a backend of a garbage collection, so that an older copy of the store is known as such. */
  async tellCycle(backend: Backend, cycle: number): Promise<void> {
    const marker = await this.#read(backend)
    if (marker === undefined || marker.cycle >= cycle) return
    await backend.put(MARKER_KEY, sourceOf({ ...marker, cycle }), JSON_TYPE)
  }

  #known(backend: Backend): Promise<Id | undefined> {
    const driver = driverOf(backend)
    const known = this.#ids.get(driver)
    if (known !== undefined) return known
    const reading = this.#read(backend).then((marker) => marker?.backendId)
    this.#ids.set(driver, reading)
    // Only an answer is kept: a failure, or that there is no marker yet, is asked for again.
    const forget = () => {
      if (this.#ids.get(driver) === reading) this.#ids.delete(driver)
    }
    reading.then((id) => id === undefined && forget(), forget)
    return reading
  }

  async #read(backend: Backend): Promise<Marker | undefined> {
    const bytes = await readMarker(backend)
    if (bytes === undefined) return undefined
    const marker = parseMarker(bytes, backend)
    if (marker.storeId !== this.#storeId) throw inUse(backend)
    return marker
  }

  async #write(backend: Backend): Promise<Id> {
    const marker: Marker = { storeId: this.#storeId, backendId: this.#newId(), cycle: 0 }
    const condition = backend.capabilities.putIfAbsent
      ? { precondition: { ifNoneMatch: '*' } as const }
      : {}
    try {
      await backend.put(MARKER_KEY, sourceOf(marker), { ...JSON_TYPE, ...condition })
    } catch (error) {
      if (!isNexusError(error, 'ALREADY_EXISTS')) throw error
    }
    // Another process may have written it at the same time: what stands there counts.
    const written = await this.#read(backend)
    return (written ?? marker).backendId
  }
}

const JSON_TYPE = { contentType: 'application/json' } as const

function sourceOf(marker: Marker): Source {
  return bytesSource(Buffer.from(`${JSON.stringify({ format: 1, ...marker })}\n`))
}

async function readMarker(backend: Backend): Promise<Uint8Array | undefined> {
  try {
    const { body } = await backend.get(MARKER_KEY)
    return await collectBytes(body, 1 << 16)
  } catch (error) {
    if (isNexusError(error, 'NOT_FOUND')) return undefined
    throw error
  }
}

function parseMarker(bytes: Uint8Array, backend: Backend): Marker {
  try {
    const { storeId, backendId, cycle } = JSON.parse(Buffer.from(bytes).toString()) as Marker
    if (typeof storeId === 'string' && typeof backendId === 'string' && typeof cycle === 'number') {
      return { storeId, backendId, cycle }
    }
  } catch {
    // Falls through to the one error for everything that is no marker.
  }
  throw new NexusError(
    'CORRUPT',
    `The object ${MARKER_KEY} on ${backend.describe().location} is damaged.`,
    {
      hint: 'Restore it from a copy; it holds storeId, backendId and cycle.',
    },
  )
}

function notConfigured(id: Id): NexusError {
  return new NexusError(
    'BACKEND_NOT_CONFIGURED',
    `Content lies on the backend ${id}, which is not configured.`,
    {
      hint: 'Configure that backend again (as the default backend or as a mount); its id stands in its object nexus.json. `nexus migrate` then moves its content to another one.',
    },
  )
}

function inUse(backend: Backend): NexusError {
  const { type, location } = backend.describe()
  return new NexusError(
    'BACKEND_IN_USE',
    `The ${type} backend at ${location} belongs to another Nexus store.`,
    {
      hint: 'Give this store a prefix or folder of its own, or open the store that the backend belongs to.',
    },
  )
}
