/** The command line of the benchmarks. */
import { parseArgs } from 'node:util'

/** What to run and what to do with the answer. */
export interface Options {
  readonly quick: boolean
  readonly scale: boolean
  readonly only: readonly string[]
  readonly write: boolean
  readonly repeats: number
  readonly directory: string | undefined
  readonly help: boolean
}

/** Printed with `--help` and after a mistake. */
export const USAGE = `pnpm bench [options]
  --only NAME        one scenario; may be given several times
  --quick            fewer repeats and smaller counts, for a first look
  --scale            sizes beyond a normal run: a log of ten million operations; takes an hour
  --repeats N        interleaved repeats (default 7, quick 3)
  --directory PATH   where the files go; must be on a real disk (default: the temporary folder)
  --write            put the results in benchmarks/RESULTS.md`

/** @throws when an option is unknown or wrong. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      scale: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      write: { type: 'boolean', default: false },
      repeats: { type: 'string' },
      directory: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const repeats = Number(values.repeats ?? (values.quick ? 3 : 7))
  if (!Number.isInteger(repeats) || repeats < 1) {
    throw new Error(`--repeats ${values.repeats}: give a whole number from 1 on.`)
  }
  return { ...values, repeats, directory: values.directory }
}
