import { NexusError } from '../errors/index.ts'
import { checkKey, checkKeyPrefix, isMarkerKey, quoteKey } from '../kit/index.ts'
import type {
  Backend,
  BackendCapabilities,
  ByteRange,
  CopyOptions,
  GetOptions,
  ListOptions,
  ObjectPrecondition,
  PutOptions,
  Source,
} from '../spec/index.ts'

/** Checks of arguments before any request, against what a backend says it can do. */
export class BucketChecks {
  readonly #type: string
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#type = backend.type
    this.#backend = backend
  }

  /** As they are now: a probe may have changed them. */
  get #capabilities(): BackendCapabilities {
    return this.#backend.capabilities
  }

  /** @throws `INVALID_ARGUMENT`, and `PATH_TOO_LONG` past this backend's own limit. */
  key(key: string): void {
    checkKey(key)
    const { maxKeyBytes } = this.#capabilities
    if (key.length * 3 <= maxKeyBytes || Buffer.byteLength(key) <= maxKeyBytes) return
    throw new NexusError(
      'PATH_TOO_LONG',
      `Key ${quoteKey(key)} is longer than the ${maxKeyBytes} bytes that the ${this.#type} backend takes.`,
      { hint: 'Use a shorter path, or a shorter prefix for the mount.' },
    )
  }

  /** @throws `INVALID_RANGE` for a range that lies in no object. */
  range(range: ByteRange | undefined): void {
    if (range === undefined) return
    const {
      start = 0,
      end = Number.MAX_SAFE_INTEGER,
      suffix = 1,
    } = range as Record<string, number | undefined>
    const whole = [start, end, suffix].every(Number.isSafeInteger)
    if (whole && start >= 0 && end >= start && suffix >= 1) return
    throw new NexusError('INVALID_RANGE', `Range ${JSON.stringify(range)} is none.`, {
      hint: 'Give 0 <= start <= end, end exclusive, or a suffix of at least 1, in whole bytes.',
    })
  }

  get({ range, versionId, precondition }: GetOptions): void {
    this.range(range)
    this.version(versionId)
    if (precondition === undefined) return
    if ('ifNoneMatch' in precondition) throw badPrecondition('a read cannot ask for an absent key')
    if ('ifVersion' in precondition) this.version(precondition.ifVersion)
    checkForm(precondition)
  }

  put(key: string, source: Source, options: PutOptions): void {
    if (options.precondition !== undefined) this.#putPrecondition(options.precondition)
    if (options.metadata !== undefined) this.require('objectMetadata', 'custom metadata of objects')
    if (options.tier !== undefined) this.require('tier', 'storage tiers')
    if (options.digest !== undefined && !/^[0-9a-f]{64}$/.test(options.digest)) {
      throw invalid('The digest is not a SHA-256 in lower-case hex.', 'Give 64 hex digits.')
    }
    if (source.size !== undefined) this.size(key, source.size)
  }

  /** @throws `TOO_LARGE`, and `INVALID_ARGUMENT` for a directory marker with bytes. */
  size(key: string, size: number): void {
    if (size > 0 && isMarkerKey(key)) {
      throw invalid(
        `The directory marker ${quoteKey(key)} cannot have bytes.`,
        'Leave the "/" off.',
      )
    }
    const { maxObjectBytes } = this.#capabilities
    if (size <= maxObjectBytes) return
    throw new NexusError(
      'TOO_LARGE',
      `Object ${quoteKey(key)} is larger than the ${maxObjectBytes} bytes that the ${this.#type} backend takes.`,
      { hint: 'Split the content, or use a backend with a higher limit.' },
    )
  }

  delete(precondition: ObjectPrecondition | undefined): void {
    if (precondition === undefined) return
    if ('ifNoneMatch' in precondition)
      throw badPrecondition('a delete cannot ask for an absent key')
    if ('ifVersion' in precondition) this.version(precondition.ifVersion)
    this.require('deleteIfMatch', 'conditional deletes')
    checkForm(precondition)
  }

  list({ prefix = '', delimiter, startAfter, limit }: ListOptions): void {
    checkKeyPrefix(prefix)
    if (startAfter !== undefined && startAfter !== '') checkKeyPrefix(startAfter)
    if (delimiter !== undefined && delimiter !== '/') {
      throw this.#notSupported(`listings with the delimiter ${JSON.stringify(delimiter)}`)
    }
    this.limit(limit)
  }

  copy({ precondition, versionId }: CopyOptions): void {
    this.version(versionId)
    if (precondition === undefined) return
    checkForm(precondition)
    this.require('copyConditions', 'conditions on the target of a copy')
  }

  /** @throws `INVALID_ARGUMENT` for a page that is too large, or of none. */
  limit(limit: number): void {
    if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return
    throw invalid(`The limit of a listing is ${limit}.`, 'Give 1 to 1,000.')
  }

  keys(keys: readonly string[]): void {
    if (keys.length > 1000) {
      throw invalid(`deleteMany was given ${keys.length} keys.`, 'Give at most 1,000 at a time.')
    }
    for (const key of keys) this.key(key)
  }

  version(versionId: string | undefined): void {
    if (versionId !== undefined) this.require('versions', 'versions of objects')
  }

  /** @throws `NOT_SUPPORTED` unless the capability is there. */
  require(flag: keyof BackendCapabilities, what: string): void {
    if (this.#capabilities[flag] === false) throw this.#notSupported(what)
  }

  #putPrecondition(precondition: ObjectPrecondition): void {
    checkForm(precondition)
    if ('ifVersion' in precondition) this.version(precondition.ifVersion)
    if ('ifNoneMatch' in precondition) this.require('putIfAbsent', 'create-if-absent')
    else this.require('putIfMatch', 'compare-and-set')
  }

  #notSupported(what: string): NexusError {
    return new NexusError('NOT_SUPPORTED', `The ${this.#type} backend does not support ${what}.`, {
      hint: 'Look at its capabilities before asking, or use a backend that has them.',
    })
  }
}

function checkForm(precondition: ObjectPrecondition): void {
  const members = Object.values(precondition).filter((value) => value !== undefined)
  if (members.length !== 1) throw badPrecondition('exactly one member must be given')
  const [value] = members
  if (value === '' || value === null) throw badPrecondition('its value is empty')
  if ('ifNoneMatch' in precondition && precondition.ifNoneMatch !== '*') {
    throw badPrecondition('ifNoneMatch can only be "*"')
  }
}

function badPrecondition(reason: string): NexusError {
  return invalid(
    `The precondition is not allowed: ${reason}.`,
    "Give one of ifNoneMatch: '*', ifMatch, ifVersion, ifUnchanged.",
  )
}

function invalid(message: string, hint: string): NexusError {
  return new NexusError('INVALID_ARGUMENT', message, { hint })
}
