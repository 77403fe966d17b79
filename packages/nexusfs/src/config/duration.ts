import ms, { type StringValue } from 'ms'

const DURATION = /^[0-9]{1,6}[mhdw]$/

/** Whether a setting is a duration: a whole number of minutes, hours, days or weeks, such as `30d`. */
export function isDuration(value: unknown): value is StringValue {
  return typeof value === 'string' && DURATION.test(value)
}

/** The milliseconds of a setting that may be a duration or 0; `undefined` where it is absent. */
export function milliseconds(value: string | number | undefined): number | undefined {
  return isDuration(value) ? ms(value) : value === undefined ? undefined : Number(value)
}
