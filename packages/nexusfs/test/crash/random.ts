/** Numbers that only look random: the same seed gives the same ones, in the child and in the test. */
export interface Random {
  /** A whole number from 0 up to but without `limit`. */
  below(limit: number): number
  /** One of the values. */
  pick<Value>(values: readonly Value[]): Value
}

/** A generator of 32 bit numbers (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (limit: number): number => next() % limit
  return {
    below,
    pick(values) {
      const value = values[below(values.length)]
      if (value === undefined) throw new Error('There is nothing to pick from')
      return value
    },
  }
}
