import type { TestContext, TestRunner } from '../store/target.ts'
import { adminCases } from './admin-cases.ts'
import type { BackendCases } from './backend-case.ts'
import { BackendWorld } from './backend-world.ts'
import { bodyCases } from './body-cases.ts'
import { copyCases } from './copy-cases.ts'
import { keyCases } from './key-cases.ts'
import { largeCases } from './large-cases.ts'
import { lifeCases } from './life-cases.ts'
import { listCases } from './list-cases.ts'
import { moveCases } from './move-cases.ts'
import { preconditionCases } from './precondition-cases.ts'
import { presignCases } from './presign-cases.ts'
import { probeCases } from './probe-cases.ts'
import { putCases } from './put-cases.ts'
import { rangeCases } from './range-cases.ts'
import type { BackendTarget } from './target.ts'
import { tierCases } from './tier-cases.ts'
import { versionCases } from './version-cases.ts'

const GROUPS: Readonly<Record<string, BackendCases>> = {
  life: lifeCases,
  keys: keyCases,
  bodies: bodyCases,
  ranges: rangeCases,
  put: putCases,
  preconditions: preconditionCases,
  moves: moveCases,
  copies: copyCases,
  listings: listCases,
  'large bodies': largeCases,
  versions: versionCases,
  tiers: tierCases,
  'signed addresses': presignCases,
  probes: probeCases,
  administration: adminCases,
}

/**
 * The contract of a backend as tests: what every adapter must do, checked in a bucket, as core uses it, against one
 * that is opened anew for each case. Cases that need a capability which is not declared are skipped.
 */
export function backendContract(runner: TestRunner, target: BackendTarget): void {
  runner.describe(`backend contract: ${target.name}`, () => {
    for (const [group, cases] of Object.entries(GROUPS)) {
      runner.describe(group, () => {
        for (const [name, value] of Object.entries(cases)) {
          runner.test(name, (context) => runCase(target, name, value, context))
        }
      })
    }
  })
}

async function runCase(
  target: BackendTarget,
  name: string,
  value: BackendCases[string],
  context: TestContext,
): Promise<void> {
  const exception = target.except?.[name]
  if (exception !== undefined) return context.skip(exception)
  const { needs, run } = typeof value === 'function' ? { needs: [], run: value } : value
  const opened = await target.create()
  try {
    const world = new BackendWorld(opened, target)
    const missing = needs.find((need) => !world.has(need))
    if (missing !== undefined) return context.skip(`needs: ${missing}`)
    await run(world)
  } finally {
    await opened.close()
  }
}
