import { NexusError } from '../errors/index.ts'
import { resolveRange } from '../kit/index.ts'

/** The bytes of a file that are asked for. @throws `INVALID_RANGE` naming the file and its size. */
export function rangeIn(
  path: string,
  size: number,
  { start = 0, end }: { readonly start?: number | undefined; readonly end?: number | undefined },
): { readonly start: number; readonly end: number } {
  try {
    return resolveRange({ start, end }, size)
  } catch (cause) {
    throw invalidRange(path, size, { start, end }, cause)
  }
}

/** The error of a range that does not lie in a file. */
export function invalidRange(
  path: string,
  size: number | undefined,
  { start = 0, end }: { readonly start?: number | undefined; readonly end?: number | undefined },
  cause: unknown,
): NexusError {
  const asked = `${start} to ${end ?? 'the end'}`
  const has = size === undefined ? 'is shorter' : `has ${size} bytes`
  return new NexusError('INVALID_RANGE', `${path} ${has}; ${asked} was asked for.`, {
    path,
    cause,
    hint: 'Give 0 <= start < size and start <= end, in bytes, end exclusive.',
  })
}
