/** Milliseconds of the last time that ISO 8601 in JavaScript reaches. */
const LAST_TIME = 8.64e15
const MINUTE = 60_000
/** Characters of `59.999Z`. */
const SECONDS_LENGTH = 7

/** Makes times ISO 8601 in UTC; those of one minute, which often come together, share its text. */
export class IsoTimes {
  #minute = Number.NaN
  #text = ''

  /** The text of milliseconds UTC. A writer may have given a time that no text can show; the nearest one stands for it. */
  textOf(time: number): string {
    const shown = Math.trunc(Math.max(-LAST_TIME, Math.min(LAST_TIME, time)))
    const minute = Math.floor(shown / MINUTE)
    if (minute !== this.#minute) {
      this.#text = new Date(shown).toISOString().slice(0, -SECONDS_LENGTH)
      this.#minute = minute
    }
    const digits = String(100_000 + shown - minute * MINUTE)
    return `${this.#text}${digits.slice(1, 3)}.${digits.slice(3)}Z`
  }
}
