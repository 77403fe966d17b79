import type { TestRunner } from '../store/target.ts'
import { mappedCallCases } from './mapped-call-cases.ts'
import { mappedDirectoryCases } from './mapped-directory-cases.ts'
import { mappedFileCases } from './mapped-file-cases.ts'
import { mappedHistoryGroups } from './mapped-history-contract.ts'
import { mappedKeyCases } from './mapped-key-cases.ts'
import { mappedLimitCases } from './mapped-limit-cases.ts'
import { mappedListCases } from './mapped-list-cases.ts'
import { mappedOutsiderCases } from './mapped-outsider-cases.ts'
import { mappedReadonlyCases } from './mapped-readonly-cases.ts'
import type { MappedCreateOptions, MappedTarget } from './mapped-target.ts'
import { mappedTransferCases } from './mapped-transfer-cases.ts'
import { type MappedCases, MappedWorld } from './mapped-world.ts'

const GROUPS: Readonly<Record<string, MappedCases>> = {
  files: mappedFileCases,
  'what others change': mappedOutsiderCases,
  keys: mappedKeyCases,
  listings: mappedListCases,
  directories: mappedDirectoryCases,
  transfers: mappedTransferCases,
  'provider calls': mappedCallCases,
  limits: mappedLimitCases,
}

/**
 * What a bucket mounted in layout `path` promises, as tests; each case opens its own empty bucket. Other programs are
 * played by the target's `outside`.
 */
export function mappedContract(runner: TestRunner, target: MappedTarget): void {
  const group = (name: string, cases: MappedCases, options: MappedCreateOptions) =>
    runner.describe(name, () => {
      for (const [fact, run] of Object.entries(cases))
        runner.test(fact, async (context) => {
          const exception = target.except?.[fact]
          if (exception !== undefined) return context.skip(exception)
          await runCase(target, options, run)
        })
    })
  runner.describe(`mapped contract: ${target.name}`, () => {
    const history = mappedHistoryGroups(target.history)
    for (const [name, cases] of Object.entries({ ...GROUPS, ...history })) group(name, cases, {})
    group('a read-only mount', mappedReadonlyCases, { readonly: true })
  })
}

async function runCase(
  target: MappedTarget,
  options: MappedCreateOptions,
  run: MappedCases[string],
): Promise<void> {
  const opened = await target.create(options)
  try {
    await run(new MappedWorld(opened, target.scale ?? 1))
  } finally {
    await opened.close()
  }
}
