/**
 * Leaves out steps, many at once and then one by one, as long as what is left still fails. Gives the shortest sequence
 * that was found.
 */
export async function shrink<Step>(
  steps: readonly Step[],
  fails: (steps: readonly Step[]) => Promise<boolean>,
): Promise<readonly Step[]> {
  let left = steps
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : size >> 1)
    for (let start = left.length - size; start > -size; start -= size) {
      const shorter = [...left.slice(0, Math.max(0, start)), ...left.slice(start + size)]
      if (shorter.length < left.length && (await fails(shorter))) left = shorter
    }
  return left
}
