/** The index of the first row for which the test holds, by halving: it must hold for all rows after it too. */
export function firstWhere<Row>(rows: readonly Row[], test: (row: Row) => boolean): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (test(rows[middle] as Row)) high = middle
    else low = middle + 1
  }
  return low
}
