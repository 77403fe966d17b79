import { DEFAULT_SPACE } from '../path/index.ts'
import type { Hash } from '../spec/index.ts'

/** The key of an object: `[pools/<pool>/]cas/ab/cd/<hash>[.<generation>]`, the same on every backend. */
export function objectKey(pool: string, hash: Hash, generation: number): string {
  const home = pool === DEFAULT_SPACE ? '' : `pools/${pool}/`
  const suffix = generation === 1 ? '' : `.${generation}`
  return `${home}cas/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash}${suffix}`
}
