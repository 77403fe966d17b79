import type { MetadataStore, OperationQuery, OperationRow } from '../../spec/index.ts'

/** One question to the log of one space. */
export interface LogQuestion {
  readonly space: string
  readonly query: Omit<OperationQuery, 'limit'>
}

/** Pages of the rows that answer any of the questions, newest first, each row once. */
export async function* mergeOperations(
  store: MetadataStore,
  questions: readonly LogQuestion[],
  limit: number,
): AsyncGenerator<readonly OperationRow[]> {
  const answers = questions.map((question) => new Answer(store, question, limit))
  for (;;) {
    const page: OperationRow[] = []
    while (page.length < limit) {
      for (const answer of answers) if (answer.isEmpty) await answer.fill()
      const next = newestOf(answers)
      if (next === undefined) break
      for (const answer of answers) answer.pass(next.sequence)
      page.push(next)
    }
    if (page.length === 0) return
    yield page
  }
}

/** The rows of one question that were not given yet. */
class Answer {
  readonly #store: MetadataStore
  readonly #question: LogQuestion
  readonly #limit: number
  #rows: readonly OperationRow[] = []
  #at = 0
  #after: string | undefined
  #isDone = false

  constructor(store: MetadataStore, question: LogQuestion, limit: number) {
    this.#store = store
    this.#question = question
    this.#limit = limit
    this.#after = question.query.after
  }

  /** The newest row that was not given yet. */
  get first(): OperationRow | undefined {
    return this.#rows[this.#at]
  }

  /** Whether the next rows are still to be read. */
  get isEmpty(): boolean {
    return this.first === undefined && !this.#isDone
  }

  async fill(): Promise<void> {
    while (this.isEmpty) {
      const { space, query } = this.#question
      const more = { after: this.#after, limit: this.#limit }
      const page = await this.#store.operations(space, { ...query, ...more })
      this.#rows = page.rows
      this.#at = 0
      this.#after = page.next
      this.#isDone = page.next === undefined
    }
  }

  /** Leaves the row of that sequence behind. */
  pass(sequence: number): void {
    if (this.first?.sequence === sequence) this.#at += 1
  }
}

function newestOf(answers: readonly Answer[]): OperationRow | undefined {
  let newest: OperationRow | undefined
  for (const { first } of answers)
    if (first !== undefined && first.sequence > (newest?.sequence ?? 0)) newest = first
  return newest
}
