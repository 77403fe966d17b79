/** Prints steps, lines and times for a person. */
export interface Report {
  step<T>(title: string, run: () => Promise<T>): Promise<T>
  line(text: string): void
  /** Shows how far a count is: on a terminal in a line that replaces itself, else at each quarter. */
  progress(done: number, total: number): void
  /** The time that each step took. */
  times(): void
}

/** Makes a {@link Report} on standard output. */
export function createReport(): Report {
  const taken: { readonly title: string; readonly milliseconds: number }[] = []
  let shownQuarter = 0
  return {
    async step(title, run) {
      console.log(`\n${title}`)
      const started = performance.now()
      const result = await run()
      taken.push({ title, milliseconds: performance.now() - started })
      return result
    },
    line: (text) => console.log(`  ${text}`),
    progress: (done, total) => {
      if (process.stdout.isTTY) return void process.stdout.write(`  ${done} of ${total}\x1b[K\r`)
      const quarter = Math.floor((4 * done) / total)
      if (quarter > 0 && quarter !== shownQuarter) console.log(`  ${done} of ${total}`)
      shownQuarter = quarter
    },
    times: () => {
      console.log('\nTimes')
      for (const { title, milliseconds } of taken) {
        console.log(`  ${title.padEnd(24)}${Math.round(milliseconds).toString().padStart(7)} ms`)
      }
    },
  }
}

/** Bytes as a person reads them. */
export function humanSize(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
