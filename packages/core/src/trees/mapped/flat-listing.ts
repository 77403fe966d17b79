import { compareNames, MAX_KEY_BYTES } from '../../kit/index.ts'
import type { Backend, ListPage, ObjectSummary } from '../../spec/index.ts'

/** Keys of a page. */
const PAGE = 1000
/** Sorts after everything that keys go on with. */
const LAST = '\u{10FFFF}'

/** All objects of a bucket below a prefix, in order, of which a reader takes one after the other and may leave some out. */
export class FlatListing {
  readonly prefix: string
  readonly #backend: Backend
  readonly #signal: AbortSignal | undefined
  #page: readonly ObjectSummary[] = []
  #next = 0
  #cursor: string | undefined
  #startAfter: string | undefined
  #isDone = false
  #taken: string | undefined
  /** Pages that were read since the beginning, or since the last jump. */
  #pages = 0
  #ahead: Promise<ListPage> | undefined

  constructor(backend: Backend, prefix: string, signal: AbortSignal | undefined) {
    this.#backend = backend
    this.prefix = prefix
    this.#signal = signal
  }

  /** The next object; `undefined` at the end. */
  async peek(): Promise<ObjectSummary | undefined> {
    while (this.#next >= this.#page.length && !this.#isDone) await this.#load()
    return this.#page[this.#next]
  }

  /** Takes the object that `peek` gave. */
  take(): void {
    this.#taken = this.#page[this.#next]?.key
    this.#next += 1
  }

  /** Goes on after a key, never back. */
  async skipTo(after: string): Promise<void> {
    if (this.#taken !== undefined && compareNames(this.#taken, after) >= 0) return
    await this.#skipWhile((key) => compareNames(key, after) <= 0, after)
  }

  /** Goes on after all keys that begin with a prefix. */
  async skipBelow(prefix: string): Promise<void> {
    await this.#skipWhile((key) => key.startsWith(prefix), `${prefix}${LAST}`)
  }

  async #skipWhile(isSkipped: (key: string) => boolean, after: string): Promise<void> {
    const skip = () => {
      while (this.#next < this.#page.length && isSkipped(this.#page[this.#next]?.key as string))
        this.#next += 1
    }
    skip()
    if (this.#next < this.#page.length || this.#isDone) return
    const mayJump = Buffer.byteLength(after) <= MAX_KEY_BYTES
    if (mayJump) {
      this.#startAfter = after
      this.#cursor = undefined
      this.#ahead = undefined
      this.#pages = 0
      this.#page = []
      this.#next = 0
      return
    }
    for (let more = true; more; ) {
      await this.peek()
      skip()
      more = this.#next >= this.#page.length && !this.#isDone
    }
  }

  async #load(): Promise<void> {
    const page = await (this.#ahead ?? this.#ask())
    this.#ahead = undefined
    this.#page = page.objects
    this.#next = 0
    this.#cursor = page.cursor
    this.#isDone = page.cursor === undefined
    this.#pages += 1
    if (!this.#isDone && this.#pages > 1) this.#askAhead()
  }

  /** Who reads on after the first page reads on to the end, mostly: the next page comes while this one is taken. */
  #askAhead(): void {
    this.#ahead = this.#ask()
    // It is thrown where the page is asked for.
    this.#ahead.catch(() => undefined)
  }

  #ask(): Promise<ListPage> {
    return this.#backend.list({
      prefix: this.prefix,
      limit: PAGE,
      signal: this.#signal,
      ...(this.#cursor === undefined ? { startAfter: this.#startAfter } : { cursor: this.#cursor }),
    })
  }
}
