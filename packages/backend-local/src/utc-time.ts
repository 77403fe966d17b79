/** The latest time that is written with a year of four digits, in nanoseconds UTC. */
const LATEST = 253_402_300_799_999_999_999n
const NAME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z(?:-\d{1,6})?$/

/** A time in nanoseconds UTC as text, such as `2026-11-21T09:30:00.123456789Z`; texts sort as the times do. */
export function utcTime(nanoseconds: bigint): string {
  const time = nanoseconds < 0n ? 0n : nanoseconds > LATEST ? LATEST : nanoseconds
  const milliseconds = new Date(Number(time / 1_000_000n)).toISOString()
  return `${milliseconds.slice(0, -1)}${String(time % 1_000_000n).padStart(6, '0')}Z`
}

/** Whether a name is a time as {@link utcTime} writes it, perhaps with a number behind that tells it from another one. */
export function isUtcTime(name: string): boolean {
  return NAME.test(name)
}

/** Milliseconds UTC of a name that {@link isUtcTime} accepts. */
export function millisecondsOf(name: string): number {
  return Date.parse(`${name.slice(0, 23)}Z`)
}

/** Nanoseconds UTC of a name that {@link isUtcTime} accepts. */
export function nanosecondsOf(name: string): bigint {
  return BigInt(millisecondsOf(name)) * 1_000_000n + BigInt(name.slice(23, 29))
}
