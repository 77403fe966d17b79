import { atomicityCases } from './atomicity-cases.ts'
import { chainCases } from './chain-cases.ts'
import { collectCases } from './collect-cases.ts'
import { contentCases } from './content-cases.ts'
import { contentLeaseCases } from './content-lease-cases.ts'
import { externalCases } from './external-cases.ts'
import { fileCases } from './file-cases.ts'
import { forkCases } from './fork-cases.ts'
import { historyCases } from './history-cases.ts'
import { imageCases } from './image-cases.ts'
import { inlineCases } from './inline-cases.ts'
import { isolationCases } from './isolation-cases.ts'
import { leaseCases } from './lease-cases.ts'
import { lifeCases } from './life-cases.ts'
import { logCases } from './log-cases.ts'
import { logQueryCases } from './log-query-cases.ts'
import { preconditionCases } from './precondition-cases.ts'
import { pruneCases } from './prune-cases.ts'
import { raceCases } from './race-cases.ts'
import { readCases } from './read-cases.ts'
import { recordCases } from './record-cases.ts'
import { relocateCases } from './relocate-cases.ts'
import { restoreNodesCases } from './restore-nodes-cases.ts'
import { restoreTreeCases } from './restore-tree-cases.ts'
import type { StoreCases } from './store-case.ts'
import { StoreWorld } from './store-world.ts'
import type { StoreTarget, TestContext, TestRunner } from './target.ts'
import { TEST_COLLECTIONS } from './test-collections.ts'
import { treeCases } from './tree-cases.ts'
import { upkeepCases } from './upkeep-cases.ts'
import { versionCases } from './version-cases.ts'

const GROUPS: Readonly<Record<string, StoreCases>> = {
  life: lifeCases,
  preconditions: preconditionCases,
  files: fileCases,
  tree: treeCases,
  atomicity: atomicityCases,
  races: raceCases,
  reads: readCases,
  history: historyCases,
  versions: versionCases,
  'restoring nodes': restoreNodesCases,
  'restoring trees': restoreTreeCases,
  forks: forkCases,
  pruning: pruneCases,
  content: contentCases,
  'external content': externalCases,
  'content that moves': relocateCases,
  'inline content': inlineCases,
  'content leases': contentLeaseCases,
  collecting: collectCases,
  'collecting chains': chainCases,
  records: recordCases,
  images: imageCases,
  leases: leaseCases,
  log: logCases,
  'log queries': logQueryCases,
  upkeep: upkeepCases,
  isolation: isolationCases,
}

/** Where an injected clock starts: 2026-01-01T00:00:00Z. */
const START = 1_767_225_600_000

/**
 * The contract of a metadata store as tests: what every adapter must do, checked against one that is
 * opened anew for each case. Cases that need a capability which is not declared are skipped.
 */
export function storeContract(runner: TestRunner, target: StoreTarget): void {
  runner.describe(`store contract: ${target.name}`, () => {
    for (const [group, cases] of Object.entries(GROUPS))
      runner.describe(group, () => {
        for (const [name, value] of Object.entries(cases))
          runner.test(name, (context) => runCase(target, value, context))
      })
  })
}

async function runCase(
  target: StoreTarget,
  value: StoreCases[string],
  context: TestContext,
): Promise<void> {
  const { needs: need, run } =
    typeof value === 'function' ? { needs: undefined, run: value } : value
  if (need === 'collections' && target.accepts?.collections !== true)
    return context.skip('the store takes no collections of a test')
  const world = await openWorld(target)
  try {
    if (need !== undefined && !world.has(need)) return context.skip(`needs: ${need}`)
    await run(world)
  } finally {
    await world.opened.close()
  }
}

async function openWorld(target: StoreTarget): Promise<StoreWorld> {
  let now = START
  const injected = target.accepts?.clock === true
  const opened = await target.create({ clock: () => now, collections: TEST_COLLECTIONS })
  await opened.store.migrate()
  return new StoreWorld(opened, async (milliseconds) => {
    now += milliseconds
    if (!injected) await new Promise((resolve) => setTimeout(resolve, milliseconds))
  })
}
