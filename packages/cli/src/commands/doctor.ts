import type { Nexus } from '@nexusfs/core'
import type { CommandDefinition, Context } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { readConfiguration } from '../open-tree.ts'
import type { Output } from '../output/output.ts'

/** The outcome of one check. */
interface Finding {
  readonly check: string
  readonly ok: boolean
  /** What was found. */
  readonly found: string
  /** What to do, where something is to be done. */
  readonly hint?: string | undefined
}

export default {
  details:
    'Checks Node.js, the configuration, the store, every backend and every mount, and says how to mend what is wrong.',
  async run(context) {
    const { output } = context
    const findings: Finding[] = []
    for await (const finding of examine(context)) findings.push(finding)
    const ok = findings.every((finding) => finding.ok)
    await output.document({ ok, findings }, () =>
      findings.flatMap((finding) => lines(output, finding)),
    )
    return ok ? EXIT.ok : EXIT.failure
  },
} satisfies CommandDefinition

async function* examine(context: Context): AsyncGenerator<Finding> {
  yield { check: 'Node.js', ok: true, found: process.version }
  const configuration = await tried('configuration', () => describeConfiguration(context))
  yield configuration
  if (!configuration.ok) return
  let nexus: Nexus | undefined
  const opened = await tried('open', async () => {
    nexus = await context.open()
    return 'the tree opens'
  })
  yield opened
  if (nexus !== undefined) yield* examineTree(nexus)
}

async function describeConfiguration({ openOptions }: Context): Promise<string> {
  const { files, settings } = await readConfiguration(openOptions)
  const source = files.length === 0 ? 'defaults, no file' : files.join(', ')
  return `${source}; data folder ${settings.dataDir ?? 'none'}`
}

async function* examineTree(nexus: Nexus): AsyncGenerator<Finding> {
  const { store, backends } = await nexus.health()
  const name = `store ${store.type}`
  if (store.problems.length === 0) yield { check: name, ok: store.ok, found: store.location }
  for (const { problem, hint } of store.problems)
    yield { check: name, ok: store.ok, found: `${store.location}: ${problem}`, hint }
  for (const { type, location, ok, problem, hint } of backends)
    yield {
      check: `backend ${type}`,
      ok,
      found: problem === undefined ? location : `${location}: ${problem}`,
      hint: hint ?? (type === 'local' ? 'Content lies there unencrypted.' : undefined),
    }
  for (const { mountPoint, problem, backend } of await nexus.mounts.list())
    yield {
      check: `mount ${mountPoint}`,
      ok: problem === undefined,
      found: problem ?? `${backend.type} at ${backend.location}`,
    }
}

/** A failure is a finding, not the end. */
async function tried(check: string, attempt: () => Promise<string>): Promise<Finding> {
  try {
    return { check, ok: true, found: await attempt() }
  } catch (error) {
    const { message, code, hint } = error as Error & { code?: string; hint?: string }
    return { check, ok: false, found: code === undefined ? message : `${code}: ${message}`, hint }
  }
}

function lines(output: Output, { check, ok, found, hint }: Finding): readonly string[] {
  const { colors } = output
  const mark = ok ? colors.green('ok   ') : colors.red('wrong')
  const text = found
    .split('\n')
    .map((line) => output.name(line))
    .join('\n       ')
  const advice = hint === undefined ? [] : [`       ${colors.cyan('hint:')} ${output.name(hint)}`]
  return [`${mark}  ${output.name(check)}: ${text}`, ...advice]
}
