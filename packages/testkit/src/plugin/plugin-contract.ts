import type { TestContext, TestRunner } from '../store/target.ts'
import { callCases } from './call-cases.ts'
import { configurationCases } from './configuration-cases.ts'
import { definitionCases } from './definition-cases.ts'
import { lifeCases } from './life-cases.ts'
import type { PluginCases } from './plugin-case.ts'
import { PluginWorld } from './plugin-world.ts'
import type { PluginTarget } from './target.ts'

const GROUPS: Readonly<Record<string, PluginCases>> = {
  definition: definitionCases,
  configuration: configurationCases,
  life: lifeCases,
  calls: callCases,
}

/**
 * The contract of a plugin as tests: that its definition is whole, that its schema answers any configuration, that it
 * begins and ends with each handle, and that every call is either done or `VETOED` with a reason, whatever the names and
 * the content are. What the plugin is for is left to tests of its own.
 */
export function pluginContract(runner: TestRunner, target: PluginTarget): void {
  runner.describe(`plugin contract: ${target.plugin.name}`, () => {
    for (const [group, cases] of Object.entries(GROUPS)) {
      runner.describe(group, () => {
        for (const [name, run] of Object.entries(cases)) {
          runner.test(name, (context) => runCase(target, name, run, context))
        }
      })
    }
  })
}

async function runCase(
  target: PluginTarget,
  name: string,
  run: PluginCases[string],
  context: TestContext,
): Promise<void> {
  const exception = target.except?.[name]
  if (exception !== undefined) return context.skip(exception)
  const opened = await target.create?.()
  const world = new PluginWorld(target, opened?.config ?? {})
  try {
    // Runners may skip by throwing, and on their own context only.
    await run(world, { skip: (note) => context.skip(note) })
  } finally {
    await world.close()
    await opened?.close?.()
  }
}
