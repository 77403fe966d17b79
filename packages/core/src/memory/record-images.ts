import { compareNames } from '../kit/compare-names.ts'
import type { RecordImage, Sequence } from '../spec/index.ts'
import type { UndoJournal } from './undo-journal.ts'

/** What records were before operations of one space changed them. */
export class RecordImages {
  readonly #journal: UndoJournal
  readonly #operations = new Map<Sequence, Map<string, RecordImage>>()

  constructor(journal: UndoJournal) {
    this.#journal = journal
  }

  /** Keeps an image; only the first of a record and an operation counts. */
  keep(image: RecordImage): void {
    const key = `${image.collection} ${image.key}`
    if (!this.#operations.has(image.to)) this.#journal.set(this.#operations, image.to, new Map())
    const images = this.#operations.get(image.to) as Map<string, RecordImage>
    if (!images.has(key)) this.#journal.set(images, key, image)
  }

  /** Those that an operation left, by collection and key. */
  of(operation: Sequence): readonly RecordImage[] {
    return [...(this.#operations.get(operation)?.values() ?? [])].sort(
      (a, b) => compareNames(a.collection, b.collection) || compareNames(a.key, b.key),
    )
  }

  /** Drops those of operations up to a sequence, inclusive. */
  drop(upTo: Sequence): void {
    for (const operation of [...this.#operations.keys()])
      if (operation <= upTo) this.#journal.set(this.#operations, operation, undefined)
  }
}
