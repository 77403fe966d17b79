import type { ContentReference, NodeRow } from '../spec/index.ts'
import type { UndoJournal } from './undo-journal.ts'

/** How many nodes of one space have content now, and how many of their states, past or present, have it. */
export class ContentUses {
  readonly #journal: UndoJournal
  readonly #live = new Map<ContentReference, number>()
  readonly #states = new Map<ContentReference, number>()

  constructor(journal: UndoJournal) {
    this.#journal = journal
  }

  /** Live files that have the content. */
  countLive(content: ContentReference): number {
    return this.#live.get(content) ?? 0
  }

  /** Whether a state, past or present, has the content. */
  has(content: ContentReference): boolean {
    return this.#states.has(content)
  }

  /** Content that a state has. */
  all(): Iterable<ContentReference> {
    return this.#states.keys()
  }

  /** A state begins. */
  begin({ content }: NodeRow): void {
    this.#count(this.#live, content, 1)
    this.#count(this.#states, content, 1)
  }

  /** A state ends and is kept. */
  end({ content }: NodeRow): void {
    this.#count(this.#live, content, -1)
  }

  /** A state that ended goes for ever. */
  drop({ content }: NodeRow): void {
    this.#count(this.#states, content, -1)
  }

  #count(
    counts: Map<ContentReference, number>,
    content: ContentReference | undefined,
    change: number,
  ): void {
    if (content === undefined) return
    const count = (counts.get(content) ?? 0) + change
    this.#journal.set(counts, content, count === 0 ? undefined : count)
  }
}
