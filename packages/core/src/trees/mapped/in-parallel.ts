/** Calls that run at once. */
const AT_ONCE = 16

/** Runs a call for each item, some of them at once; waits for all, also when some fail. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  call: (item: Item, index: number) => Promise<Result>,
): Promise<readonly PromiseSettledResult<Result>[]> {
  const results: PromiseSettledResult<Result>[] = []
  const waiting = items.entries()
  const work = async () => {
    for (const [index, item] of waiting) {
      const [result] = await Promise.allSettled([call(item, index)])
      results[index] = result as PromiseSettledResult<Result>
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work))
  return results
}

/** The reason of the first that failed, if any did. */
export function failureOf(results: readonly PromiseSettledResult<unknown>[]): unknown {
  return results.find((result) => result.status === 'rejected')?.reason
}
