const MEBI = 2 ** 20

/** How many parts an upload may have (limit of S3 and MinIO). */
export const MAXIMUM_PARTS = 10_000

/** From which part on which size holds. Parts are held in memory until they are stored, so that they stay below 64 MiB. */
const STEPS = [
  { from: 3001, size: 64 * MEBI },
  { from: 2001, size: 32 * MEBI },
  { from: 1001, size: 16 * MEBI },
  { from: 1, size: 8 * MEBI },
] as const

/** Bytes of the part of that number, from 1; the last part of an object may be smaller. Objects up to the first are sent whole. */
export function partSize(number: number): number {
  return STEPS.find(({ from }) => number >= from)?.size ?? 8 * MEBI
}

/** Bytes of the largest object that fits: about 492 GiB. */
export const MAXIMUM_OBJECT = (1000 * (8 + 16 + 32) + (MAXIMUM_PARTS - 3000) * 64) * MEBI
