/** Why no package was made, and what to do. */
export class CreateError extends Error {
  override readonly name = 'CreateError'
  /** One sentence for each problem: what was asked and what is wrong with it. */
  readonly problems: readonly string[]
  readonly hint: string

  constructor(problems: readonly string[], hint: string) {
    super(problems.join(' '))
    this.problems = problems
    this.hint = hint
  }
}
