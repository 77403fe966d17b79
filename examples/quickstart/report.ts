/** Prints steps, lines and times for a person. */
export interface Report {
  step<T>(title: string, run: () => Promise<T>): Promise<T>
  line(text: string): void
  /** A line that replaces itself, on a terminal only. */
  progress(text: string): void
  /** The time that each step took. */
  times(): void
}

/** Makes a {@link Report} on standard output. */
export function createReport(): Report {
  const taken: { readonly title: string; readonly milliseconds: number }[] = []
  return {
    async step(title, run) {
      console.log(`\n${title}`)
      const started = performance.now()
      const result = await run()
      taken.push({ title, milliseconds: performance.now() - started })
      return result
    },
    line: (text) => console.log(`  ${text}`),
    progress: (text) => {
      if (process.stdout.isTTY) process.stdout.write(`\r  ${text}\x1b[K\r`)
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
