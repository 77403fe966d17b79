import type { TestContext, TestRunner } from '../store/target.ts'
import { attributeCases } from './attribute-cases.ts'
import { changeCases } from './change-cases.ts'
import { conditionCases } from './condition-cases.ts'
import { directoryCases } from './directory-cases.ts'
import type { FilesystemCases } from './filesystem-case.ts'
import { FilesystemWorld } from './filesystem-world.ts'
import { hookCases } from './hook-cases.ts'
import { lifeCases } from './life-cases.ts'
import { listCases } from './list-cases.ts'
import { logCases } from './log-cases.ts'
import { managedReason } from './managed-only.ts'
import { pathCases } from './path-cases.ts'
import { portableCases } from './portable-cases.ts'
import { raceCases } from './race-cases.ts'
import { readCases } from './read-cases.ts'
import { restoreCases } from './restore-cases.ts'
import { searchCases } from './search-cases.ts'
import { snapshotCases } from './snapshot-cases.ts'
import type { FilesystemTarget } from './target.ts'
import { tenantCases } from './tenant-cases.ts'
import { timeTravelCases } from './time-travel-cases.ts'
import { undoCases } from './undo-cases.ts'
import { undoConflictCases } from './undo-conflict-cases.ts'
import { undoTargetCases } from './undo-target-cases.ts'
import { versionCases } from './version-cases.ts'
import { writeCases } from './write-cases.ts'

const GROUPS: Readonly<Record<string, FilesystemCases>> = {
  paths: pathCases,
  write: writeCases,
  read: readCases,
  changes: changeCases,
  conditions: conditionCases,
  listings: listCases,
  searches: searchCases,
  'directories and transfers': directoryCases,
  attributes: attributeCases,
  'export and import': portableCases,
  tenants: tenantCases,
  'time travel': timeTravelCases,
  versions: versionCases,
  snapshots: snapshotCases,
  races: raceCases,
  undo: undoCases,
  'undo after later changes': undoConflictCases,
  'what is undone': undoTargetCases,
  restore: restoreCases,
  hooks: hookCases,
  life: lifeCases,
  'operation log': logCases,
}

/**
 * What a handle promises over any store and backend, as tests; each case opens its own empty filesystem. Cases that
 * need what the target cannot do are skipped. Where the target mounts a bucket in layout `path` at `/docs`, cases that only
 * hold of managed trees are.
 */
export function filesystemContract(runner: TestRunner, target: FilesystemTarget): void {
  runner.describe(`filesystem contract: ${target.name}`, () => {
    for (const [group, cases] of Object.entries(GROUPS))
      runner.describe(group, () => {
        for (const [name, value] of Object.entries(cases))
          runner.test(name, (context) => {
            const reason = reasonToSkip(target, group, name)
            if (reason === undefined) return runCase(target, value, context)
            context.skip(reason)
            return Promise.resolve()
          })
      })
  })
}

function reasonToSkip(
  { except, layout }: FilesystemTarget,
  group: string,
  name: string,
): string | undefined {
  const managed = layout === 'path' ? managedReason(group, name) : undefined
  return managed === undefined ? except?.[name] : `only of managed trees: ${managed}`
}

async function runCase(
  target: FilesystemTarget,
  value: FilesystemCases[string],
  context: TestContext,
): Promise<void> {
  const { needs, options = {}, run } = typeof value === 'function' ? { run: value } : value
  const opened = await target.create(options)
  try {
    if (needs !== undefined && opened[needs] === undefined)
      return context.skip(`the target has no ${needs}`)
    await run(new FilesystemWorld(opened))
  } finally {
    await opened.close()
  }
}
