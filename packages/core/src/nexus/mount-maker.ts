import {
  type Bucket,
  driverOf,
  mountedBucket,
  scopedBackend,
  unavailableBackend,
} from '../content/index.ts'
import { isNexusError, NexusError } from '../errors/index.ts'
import type { Mount, MountTable } from '../mounts/index.ts'
import type { Backend } from '../spec/index.ts'
import type { MountRequest } from './mount-request.ts'
import type { BackendResolver, HeldBackend, MountOptions, NamedBackend } from './types.ts'

/** What mounts are made with. */
export interface MountMakerParts {
  readonly mounts: MountTable
  readonly resolver: BackendResolver | undefined
  /** Told of each new mount that every space has. */
  readonly onTemplate: () => void
  /** A wrapper of its own for each call; the driver is closed with the handle where the handle owns its adapters. */
  bucketOf(driver: Backend): Bucket
  /** The same for a driver that somebody else closes. */
  bucketOfHeld(driver: Backend): Bucket
}

/** A backend that is to be mounted. */
export interface MountedBackend {
  readonly driver: Backend
  /** Where it was named by type. */
  readonly held?: HeldBackend | undefined
}

/** Makes mounts, and holds the backends that were named by type until the handle closes. */
export class MountMaker {
  readonly #parts: MountMakerParts
  /** Content stays readable after its mount went only as long as its backend is configured; calls under way are not cut. */
  readonly #held = new Set<HeldBackend>()

  /** Drivers of mounts per tenant, by id. */
  readonly #whole = new Map<string, Backend>()

  constructor(parts: MountMakerParts) {
    this.#parts = parts
  }

  /** The backend that was given, or is named. @throws `INVALID_ARGUMENT`, `NOT_SUPPORTED`, and what the resolver throws. */
  async open(options: MountOptions): Promise<MountedBackend> {
    const { backend, type } = options
    if ((backend === undefined) === (type === undefined)) throw notOne(options)
    if (backend !== undefined) return { driver: checkedDriver(options) }
    const held = await this.resolver(options).open(namedOf(options))
    this.#held.add(held)
    return { driver: held.backend, held }
  }

  /** @throws `NOT_SUPPORTED` where there are no types. */
  resolver({ mountPoint, type }: Pick<MountOptions, 'mountPoint' | 'type'>): BackendResolver {
    const { resolver } = this.#parts
    if (resolver !== undefined) return resolver
    throw new NexusError(
      'NOT_SUPPORTED',
      `Cannot mount ${mountPoint}: this handle knows no types of backends, such as ${JSON.stringify(type)}.`,
      { hint: 'Give the backend itself, or open the handle with connect().' },
    )
  }

  /** Gives up a backend that was not mounted after all. */
  async giveUp({ held }: MountedBackend): Promise<void> {
    if (held === undefined) return
    this.#held.delete(held)
    await held.release()
  }

  /** Puts a mount into the table; gives it, or that of the request's space. @throws `ALREADY_EXISTS`. */
  add(request: MountRequest, { driver, held }: MountedBackend): Mount {
    const { mounts } = this.#parts
    const { id, space, mountPoint, priority, perTenant } = request
    const mountOf = (own: string) => this.#mount(request, own, driver, held !== undefined)
    if (!perTenant) {
      const mount = mountOf(space)
      mounts.add(mount)
      return mount
    }
    mounts.addTemplate({ id, mountPoint, priority, mountOf })
    this.#whole.set(id, driverOf(driver))
    this.#parts.onTemplate()
    return mounts.list(space).find((mount) => mount.id === id) as Mount
  }

  /** The driver behind all mounts of a mount per tenant. */
  wholeOf(id: string): Backend | undefined {
    return this.#whole.get(id)
  }

  /** A mount that is seen and not used: nothing routes to it. */
  refused(request: MountRequest, type: string, reason: unknown): Mount {
    const driver = unavailableBackend(type, reasonOf(reason))
    return this.#mount({ ...request, perTenant: false }, request.space, driver, true)
  }

  /** Ends the hold on every backend that was named by type. */
  async close(): Promise<void> {
    const held = [...this.#held]
    this.#held.clear()
    await Promise.all(held.map((one) => one.release()))
  }

  #mount(request: MountRequest, space: string, driver: Backend, isHeld: boolean): Mount {
    const { mountPoint, layout, readonly, perTenant } = request
    const { bucketOf, bucketOfHeld } = this.#parts
    const scoped = perTenant ? scopedBackend(driverOf(driver), `${space}/`) : driver
    if (perTenant && !isHeld) bucketOf(driver)
    const bucket = perTenant || isHeld ? bucketOfHeld(scoped) : bucketOf(scoped)
    const rules = { mountPoint: mountPoint.text, readonly, probed: layout === 'path' }
    return { ...request, space, backend: mountedBucket(bucket, rules) }
  }
}

/** The backend of options by type, without the ending that stands for a layout. */
export function namedOf({ type = '', package: name, options = {} }: MountOptions): NamedBackend {
  return { type: type.replace(/_connector$/, ''), package: name, options }
}

function reasonOf(error: unknown): NexusError {
  if (isNexusError(error)) return error
  return new NexusError('INTERNAL', `The backend could not be made: ${String(error)}.`, {
    cause: error,
  })
}

function checkedDriver({ backend, mountPoint }: MountOptions): Backend {
  if (typeof backend !== 'object' || backend === null) throw notOne({ mountPoint })
  if (backend.apiVersion === 1) return backend
  throw new NexusError(
    'PLUGIN_API_VERSION',
    `The backend "${backend.type}" speaks contract version ${backend.apiVersion}; this core speaks 1.`,
    { hint: 'Update the package of the backend, or @nexusfs/core.' },
  )
}

function notOne({ mountPoint, backend, type }: MountOptions): NexusError {
  const what = backend === undefined || type === undefined ? 'Nothing' : 'Both a backend and a type'
  return new NexusError('INVALID_ARGUMENT', `${what} was given to mount at ${mountPoint}.`, {
    hint: 'Give { mountPoint, backend }, the backend made by the factory of its package, or { mountPoint, type, options }.',
  })
}
