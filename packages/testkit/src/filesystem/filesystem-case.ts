import type { FilesystemWorld } from './filesystem-world.ts'
import type { FilesystemCreateOptions } from './target.ts'

/** The body of a case. */
export type FilesystemCaseBody = (world: FilesystemWorld) => Promise<void>

/** A case that is opened with options, or only runs where the target can do what it needs. */
export interface ConditionalFilesystemCase {
  readonly needs?: 'reopen' | 'corrupt' | undefined
  readonly options?: FilesystemCreateOptions | undefined
  readonly run: FilesystemCaseBody
}

/** Cases by name; a name is a fact. */
export type FilesystemCases = Readonly<
  Record<string, FilesystemCaseBody | ConditionalFilesystemCase>
>

/** One case for each row of a table. */
export function eachCase<Row>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
  run: (world: FilesystemWorld, row: Row) => Promise<void>,
): FilesystemCases {
  return Object.fromEntries(
    rows.map((row) => [nameOf(row), (world: FilesystemWorld) => run(world, row)]),
  )
}
