/** Time as the engine sees it. Logged times are the store's, not these. */
export interface Clock {
  /** Milliseconds UTC. */
  now(): number
  /** Milliseconds since some moment of this process; never goes back, whatever is done to `now`. */
  elapsed(): number
  /** Calls once, later; does not keep the process alive. Gives a function that calls it off. */
  after(milliseconds: number, call: () => void): () => void
}
