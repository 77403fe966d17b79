/** What became of one part of a probe. */
export interface ProbeStep {
  /** `write`, `read`, `list`, … */
  readonly name: string
  /** `skipped` follows a failure without which it means nothing; `not offered` is what the backend says it cannot do. */
  readonly outcome: 'works' | 'fails' | 'not offered' | 'skipped'
  /** What was found. */
  readonly found: string
  /** What to do, where it fails. */
  readonly hint?: string | undefined
  readonly milliseconds: number
}

/** What a backend really does. */
export interface ProbeReport {
  readonly type: string
  /** Where the objects lie, for people; never a credential. */
  readonly location: string
  /** Whether nothing fails. */
  readonly ok: boolean
  /** In the order in which they were tried. */
  readonly steps: readonly ProbeStep[]
  /** Keys of the probe that could not be removed; empty where it left nothing. */
  readonly left: readonly string[]
}
