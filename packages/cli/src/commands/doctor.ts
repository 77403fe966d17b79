import type { Nexus } from '@nexusfs/core'
import type { CommandDefinition, Context } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { readConfiguration } from '../open-tree.ts'
import { type Finding, printFindings, tried } from '../output/findings.ts'
import { examinePackages } from '../packages/examine-packages.ts'
import { readInstallation } from '../packages/read-installation.ts'

export default {
  details:
    'Checks Node.js, the configuration, packages, the store, every backend and every mount, and says how to mend what is\nwrong.',
  async run(context) {
    const ok = await printFindings(context.output, examine(context))
    return ok ? EXIT.ok : EXIT.failure
  },
} satisfies CommandDefinition

async function* examine(context: Context): AsyncGenerator<Finding> {
  yield { check: 'Node.js', ok: true, found: process.version }
  const configuration = await tried('configuration', () => describeConfiguration(context))
  yield configuration
  yield* examinePackages(await readInstallation(context.openOptions), context.openOptions)
  if (!configuration.ok) return
  let nexus: Nexus | undefined
  const opened = await tried('open', async () => {
    nexus = await context.open()
    return 'the tree opens'
  })
  yield opened
  if (nexus === undefined) return
  yield* examineTree(nexus)
  for (const { name, version, hooks } of await nexus.plugins.list())
    yield {
      check: `plugin ${name}`,
      ok: true,
      found: `${version} runs${hooks.length > 0 ? `, with ${hooks.join(', ')}` : ''}`,
    }
}

async function describeConfiguration({ openOptions }: Context): Promise<string> {
  const { files, settings } = await readConfiguration(openOptions)
  const source = files.length === 0 ? 'defaults, no file' : files.join(', ')
  return `${source}; data folder ${settings.dataDir ?? 'none'}`
}

async function* examineTree(nexus: Nexus): AsyncGenerator<Finding> {
  const { store, backends, unknownChanges = [] } = await nexus.health()
  const name = `store ${store.type}`
  if (store.problems.length === 0) yield { check: name, ok: store.ok, found: store.location }
  for (const { problem, hint } of store.problems)
    yield { check: name, ok: store.ok, found: `${store.location}: ${problem}`, hint }
  for (const { type, location, ok, problem, hint, code } of backends)
    yield {
      check: `backend ${type}`,
      ok,
      found: problem === undefined ? location : `${location}: ${said(code, problem)}`,
      hint: hint ?? (type === 'local' ? 'Content lies there unencrypted.' : undefined),
    }
  for (const { mountPoint, type, path, reason, operation } of unknownChanges)
    yield {
      check: `mount ${mountPoint}`,
      ok: false,
      found: `whether the ${type} of ${path} was made before a crash is unknown (operation ${operation}). ${reason}`,
      hint: 'Look at the file, and write it anew if it is not what it should be.',
    }
  for (const { mountPoint, problem, hint, code, backend } of await nexus.mounts.list()) {
    const found = problem ?? `${backend.type} at ${backend.location}`
    const check = `mount ${mountPoint}`
    yield { check, ok: problem === undefined, found: said(code, found), hint }
    if (problem === undefined) yield* examineRules(nexus, mountPoint, check)
  }
}

/** What rules of the bucket do to content; nothing is written, and nothing but the rules is asked for. */
async function* examineRules(
  nexus: Nexus,
  mountPoint: string,
  check: string,
): AsyncGenerator<Finding> {
  const { warnings, lifecycleRules } = await nexus.mounts.rules(mountPoint)
  // Without the right to see the rules nothing is wrong; it is only not known.
  const ok = lifecycleRules === undefined
  for (const { message, hint } of warnings) yield { check, ok, found: message, hint }
}

function said(code: string | undefined, found: string): string {
  return code === undefined ? found : `${code}: ${found}`
}
