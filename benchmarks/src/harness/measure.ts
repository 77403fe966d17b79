/** Measuring: interleaved repeats, medians, percentiles. */

/** What one repeat of one contestant took. */
export interface Round {
  readonly operations: number
  readonly milliseconds: number
}

/** Somebody who takes part in a comparison. */
export interface Contestant {
  readonly name: string
  /** A word that belongs beside the numbers, such as `not durable`. */
  readonly note?: string | undefined
  /** One repeat. `round` counts from 0; a warm-up has -1. */
  round(round: number): Promise<Round>
  close?(): Promise<void>
}

/** The median of one contestant's repeats. */
export interface Measurement {
  readonly name: string
  readonly note?: string | undefined
  /** Operations per second. */
  readonly rate: number
  /** Milliseconds per operation. */
  readonly milliseconds: number
  /** Interquartile range of the repeats in relation to the median. */
  readonly spread: number
  /** Why there are no numbers. */
  readonly problem?: string | undefined
}

/**
 * Runs every contestant once per repeat, A B C, then B C A, and so on, so that whatever else the
 * machine does falls on all alike. One that throws is out, with its problem.
 */
export async function interleave(
  contestants: readonly Contestant[],
  repeats: number,
): Promise<Measurement[]> {
  const rounds = contestants.map((): Round[] => [])
  const problems: (string | undefined)[] = contestants.map(() => undefined)
  for (let repeat = -1; repeat < repeats; repeat++) {
    for (let step = 0; step < contestants.length; step++) {
      const index = (step + repeat + 1) % contestants.length
      const contestant = contestants[index]
      if (contestant === undefined || problems[index] !== undefined) continue
      try {
        const round = await contestant.round(repeat)
        if (repeat >= 0) rounds[index]?.push(round)
      } catch (error) {
        problems[index] = firstLine(error)
      }
    }
  }
  for (const contestant of contestants) await contestant.close?.()
  return contestants.map((contestant, index) =>
    summarize(contestant, rounds[index] ?? [], problems[index]),
  )
}

function summarize(
  contestant: Contestant,
  rounds: readonly Round[],
  problem: string | undefined,
): Measurement {
  const each = rounds.map((round) => round.milliseconds / round.operations)
  const milliseconds = median(each)
  return {
    name: contestant.name,
    note: contestant.note,
    milliseconds,
    rate: 1000 / milliseconds,
    spread: (quantile(each, 0.75) - quantile(each, 0.25)) / milliseconds,
    problem,
  }
}

/** Times `operations` calls of `operation`, at most `atOnce` in flight. */
export async function timed(
  operations: number,
  atOnce: number,
  operation: (index: number) => unknown,
): Promise<Round> {
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < operations; index = next++) await operation(index)
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: atOnce }, worker))
  return { operations, milliseconds: performance.now() - start }
}

/** The middle value; NaN of nothing. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The value below which that share of the values lies; NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const position = (sorted.length - 1) * share
  const low = sorted[Math.floor(position)] ?? Number.NaN
  const high = sorted[Math.ceil(position)] ?? Number.NaN
  return low + (high - low) * (position - Math.floor(position))
}

/** The measurement of that name. @throws when the name is unknown. */
export function named(measurements: readonly Measurement[], name: string): Measurement {
  const found = measurements.find((measurement) => measurement.name === name)
  if (found === undefined) throw new Error(`No contestant is called "${name}"`)
  return found
}

/** The first line of an error's message, without the folders of this machine. */
function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return (text.split('\n')[0] ?? text).replaceAll(/(\/[\w.@+-]+){2,}/g, '<path>')
}
