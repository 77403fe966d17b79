/** What a problem is about, in the order in which {@link checkPackage} looks. */
export type PackageRule =
  | 'package'
  | 'manifest'
  | 'entry'
  | 'exports'
  | 'definition'
  | 'options'
  | 'peer'
  | 'readme'
  | 'pack'

/** One thing that is wrong with a package. */
export interface PackageProblem {
  readonly rule: PackageRule
  /** What was found, naming the file or the member. */
  readonly problem: string
  /** What to do. */
  readonly hint: string
}

/** Makes the problems of one rule. */
export function problemsOf(rule: PackageRule): (problem: string, hint: string) => PackageProblem {
  return (problem, hint) => ({ rule, problem, hint })
}
