/** Wakes one who waits: by a hint, after a while, or for good. A hint that comes while nobody waits is kept. */
export class Wake {
  #signal: AbortSignal | undefined
  #hinted = false
  #ended = false
  #wake: (() => void) | undefined

  /** Ends with a signal, until it is closed. */
  listen(signal: AbortSignal | undefined): void {
    this.#signal = signal
    signal?.addEventListener('abort', this.end, { once: true })
    if (signal?.aborted === true) this.end()
  }

  get isEnded(): boolean {
    return this.#ended
  }

  readonly give = (): void => {
    this.#hinted = true
    this.#wake?.()
  }

  readonly end = (): void => {
    this.#ended = true
    this.#wake?.()
  }

  /** Waits for a hint, the end, or the time to pass; keeps the process alive meanwhile, as somebody waits for it. */
  async next(milliseconds: number): Promise<void> {
    if (!this.#hinted && !this.#ended)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    this.#hinted = false
  }

  close(): void {
    this.#signal?.removeEventListener('abort', this.end)
  }
}
