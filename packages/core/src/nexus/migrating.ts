import {
  type ContentPlaceOf,
  checkOrphans,
  driverOf,
  pagesOf,
  type Relocated,
  relocateContent,
} from '../content/index.ts'
import { isNexusError, NexusError } from '../errors/index.ts'
import { throwIfAborted } from '../kit/index.ts'
import type { Backend, ContentRow, Id } from '../spec/index.ts'
import { contentBelow } from './content-below.ts'
import type { Session } from './session.ts'
import type { MigrateOptions, MigrateReport } from './types.ts'

/** Failures that a report names. */
const MOST_NAMED = 1_000
const MOST_AT_ONCE = 64

/** One end of a migration; the id is absent where no content was ever written. */
interface End {
  readonly backend: Backend
  readonly id: Id | undefined
  readonly readonly: boolean
}

/** Moves content between backends, or says what that would do. */
export async function migrateContent(
  session: Session,
  options: MigrateOptions,
): Promise<MigrateReport> {
  const { apply = false, removeSource = false, concurrency = 4 } = options
  if (!Number.isSafeInteger(concurrency) || concurrency < 1 || concurrency > MOST_AT_ONCE)
    throw new NexusError('INVALID_ARGUMENT', `${concurrency} contents cannot be moved at once.`, {
      hint: `Give a whole number from 1 to ${MOST_AT_ONCE}.`,
    })
  const from = await endOf(session, options.from, removeSource)
  const to = await endOf(session, options.to, true)
  if (driverOf(from.backend) === driverOf(to.backend) || (from.id ?? 0) === to.id)
    throw new NexusError(
      'INVALID_ARGUMENT',
      `${options.from} and ${options.to} are the same backend.`,
      { hint: 'Name two backends: "nexus mount list" shows them.' },
    )
  const migration = new Migration(session, from, to, options)
  if (from.id === undefined) return migration.report(apply)
  return apply ? migration.run(concurrency) : migration.preview()
}

class Migration {
  readonly #session: Session
  readonly #from: End
  readonly #to: End
  readonly #options: MigrateOptions
  readonly #count = { contents: 0, bytes: 0, reused: 0, busy: 0, failures: 0, objectsRemoved: 0 }
  readonly #failed: MigrateReport['failed'][number][] = []

  constructor(session: Session, from: End, to: End, options: MigrateOptions) {
    this.#session = session
    this.#from = from
    this.#to = to
    this.#options = options
  }

  report(applied: boolean): MigrateReport {
    return { applied, ...this.#count, failed: this.#failed }
  }

  async preview(): Promise<MigrateReport> {
    const { store } = this.#session.parts
    const id = await this.#session.parts.content.backends.find(this.#to.backend)
    for await (const row of this.#rows()) {
      if (row.state !== 'present' && row.state !== 'suspect') {
        this.#count.busy += 1
        continue
      }
      this.#count.contents += 1
      this.#count.bytes += row.size
      const there = id && (await store.findContent({ pool: row.pool, backend: id, hash: row.hash }))
      if (there && there.state === 'present') this.#count.reused += 1
      this.#tell()
    }
    return this.report(false)
  }

  async run(concurrency: number): Promise<MigrateReport> {
    const { backends } = this.#session.parts.content
    const from = { backend: this.#from.backend, id: this.#from.id as Id }
    const to = { backend: this.#to.backend, id: await backends.claim(this.#to.backend) }
    const rows = this.#rows()
    // All take from one list, so that as many are under way until it ends; a failure of one is noted, not thrown.
    const work = async (): Promise<void> => {
      for (let next = await rows.next(); next.done !== true; next = await rows.next())
        await this.#move(next.value, from, to)
    }
    const workers = await Promise.allSettled(Array.from({ length: concurrency }, work))
    for (const worker of workers) if (worker.status === 'rejected') throw worker.reason
    await this.#removeSource()
    return this.report(true)
  }

  async #move(row: ContentRow, from: ContentPlaceOf, to: ContentPlaceOf): Promise<void> {
    const { signal } = this.#options
    throwIfAborted(signal)
    try {
      const { content } = this.#session.parts
      this.#note(row, await relocateContent(content, row, from, to, signal))
    } catch (error) {
      if (isNexusError(error, 'ABORTED') || isNexusError(error, 'CLOSED')) throw error
      this.#count.failures += 1
      const problem = isNexusError(error) ? `${error.code}: ${error.message}` : String(error)
      if (this.#failed.length < MOST_NAMED) this.#failed.push({ hash: row.hash, problem })
    }
    this.#tell()
  }

  #note({ size }: ContentRow, outcome: Relocated): void {
    if (outcome === 'gone') return
    if (outcome === 'busy') {
      this.#count.busy += 1
      return
    }
    this.#count.contents += 1
    this.#count.bytes += size
    if (outcome === 'reused') this.#count.reused += 1
  }

  /** Only after everything has passed, and only what no content names. */
  async #removeSource(): Promise<void> {
    const { removeSource = false, signal } = this.#options
    if (!removeSource || this.#count.failures + this.#count.busy > 0) return
    const only = [this.#from.backend]
    const { content } = this.#session.parts
    const options = { repair: true, only, writable: only, signal }
    for await (const { problem } of checkOrphans(content, options))
      if (problem?.repaired === true) this.#count.objectsRemoved += 1
  }

  /** Content that is one object on the source. */
  async *#rows(): AsyncGenerator<ContentRow> {
    const { prefix, signal } = this.#options
    const rows = prefix === undefined ? this.#all() : contentBelow(this.#session, prefix, signal)
    for await (const row of rows) {
      throwIfAborted(signal)
      const isObject = row.parts === undefined && row.locator === undefined
      if (isObject && row.backend === this.#from.id && row.state !== 'condemned') yield row
    }
  }

  async *#all(): AsyncGenerator<ContentRow> {
    const { store } = this.#session.parts
    const list = (after: string | undefined) => store.listContent({ after, limit: 500 })
    for await (const rows of pagesOf(list)) yield* rows
  }

  #tell(): void {
    const { contents, busy, failures } = this.#count
    this.#options.onProgress?.({ done: contents + busy + failures })
  }
}

/** @throws `NOT_SUPPORTED`, `READ_ONLY`, `BACKEND_NOT_CONFIGURED`, `BACKEND_IN_USE`. */
async function endOf(session: Session, name: string, isChanged: boolean): Promise<End> {
  const { content } = session.parts
  if (!name.startsWith('/')) {
    const backend = await content.backends.get(name, content.configured())
    return { backend, id: name, readonly: false }
  }
  const { mount } = session.locate(name, 'read')
  const { layout, perTenant, readonly, backend, mountPoint } = mount
  if (layout !== 'cas' || perTenant === true)
    throw new NexusError(
      'NOT_SUPPORTED',
      `Content cannot be moved from or to ${mountPoint.text}: ${layout === 'path' ? 'its files lie at their own keys' : 'each tenant has its own part of it'}.`,
      { path: mountPoint.text, hint: 'Copy the files: nexus cp -r, or nexus sync.' },
    )
  if (readonly && isChanged)
    throw new NexusError('READ_ONLY', `The mount ${mountPoint.text} is read-only.`, {
      path: mountPoint.text,
      hint: 'Mount it without readonly for as long as content is moved.',
    })
  return { backend, id: await content.backends.find(backend), readonly }
}
