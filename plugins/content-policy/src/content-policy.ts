import { definePlugin, type HookSignatures, type PluginContext } from '@nexusfs/core'
import manifest from '../package.json' with { type: 'json' }
import { refusalOf } from './check.ts'
import { checkCommand } from './check-command.ts'
import { configSchema } from './config.ts'
import { draftOf, handleFor, type WriteRequest } from './draft.ts'
import { transferRefusal } from './moved.ts'
import type { Policy } from './policy.ts'
import { findSecretIn } from './scan.ts'

/** Milliseconds of a hook that reads content, or all that is in a directory. */
const DEADLINE_MS = 60_000

/** Refuses what the rules of its configuration do not allow. It is asked last, so that it sees what others replaced. */
export const contentPolicy = definePlugin<Policy>({
  name: 'content-policy',
  version: manifest.version,
  description: 'Refuses writes by size, type, path and secrets in them.',
  configSchema,
  priority: -1_000,
  hooks: {
    beforeWrite: {
      content: true,
      deadlineMs: DEADLINE_MS,
      async run(request, context) {
        const { rules } = context.config
        const draft = await draftOf(request, handleFor(context, request.principal))
        refuse((await refusalOf(rules, draft)) ?? attributesRefusal(context.config, request))
        return undefined
      },
    },
    beforeMkdir({ path }, { config }) {
      const rule = config.rules.find((candidate) => candidate.forbids(path))
      refuse(rule && `${rule.label} allows nothing there`)
    },
    beforeCopy: { deadlineMs: DEADLINE_MS, run: checkTransfer },
    beforeRename: { deadlineMs: DEADLINE_MS, run: checkTransfer },
  },
  commands: { check: checkCommand },
})

type TransferRequest = Parameters<HookSignatures['beforeCopy']>[0]

async function checkTransfer(
  request: TransferRequest,
  context: PluginContext<Policy>,
): Promise<void> {
  const handle = handleFor(context, request.principal)
  const refusal = await transferRefusal(context.config, request, handle)
  refuse(refusal && `${refusal.path}: ${refusal.reason}`)
}

/** Metadata and tags that come with content. */
function attributesRefusal({ rules }: Policy, { path, attributes }: WriteRequest) {
  const text = JSON.stringify([attributes?.metadata, attributes?.tags])
  for (const { label, detectors, holdsFor } of rules) {
    const found = holdsFor(path) ? findSecretIn(text, detectors) : undefined
    if (found !== undefined)
      return `${label} refuses secrets, and metadata or tags hold what looks like one (${found.name})`
  }
  return undefined
}

/** @throws with the reason, when there is one. */
function refuse(reason: string | undefined): void {
  if (reason !== undefined) throw new Error(reason)
}
