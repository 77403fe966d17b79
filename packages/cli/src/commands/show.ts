import type { OperationReport } from '@nexusfs/core'
import { usageError } from '../cli-error.ts'
import type { CommandDefinition } from '../command.ts'
import { changeLines } from '../output/changes.ts'
import { operationJson, operationPlace } from '../output/operations.ts'
import type { Output } from '../output/output.ts'

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export default {
  details: 'Shows who did what and when, what it changed, and whether it can be undone.',
  arguments: [{ name: 'OPERATION', description: 'its id, as "nexus log" prints it' }],
  async run({ open, output, signal }, input) {
    const id = input.argument(0)
    if (!ID.test(id))
      throw usageError(`"${id}" is no id of an operation.`, '"nexus log" lists them.')
    const nexus = await open()
    const report = await nexus.operations.get(id, { signal })
    await output.document(operationJson(report), () => [
      ...describe(output, report),
      ...report.changes.flatMap((change) => changeLines(output, change)),
    ])
    if (report.truncated) output.note('there are more changes than these')
  },
} satisfies CommandDefinition

function describe(output: Output, report: OperationReport): readonly string[] {
  const { id, type, time, tenant, agent, user, run, requestId, batch, details, undoneBy } = report
  const name = (text: string | undefined): string | undefined => text && output.name(text)
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['operation', output.colors.yellow(id)],
    ['type', type],
    ['path', operationPlace(output, report)],
    ['time', output.time(time)],
    ['tenant', name(tenant)],
    ['agent', name(agent)],
    ['user', name(user)],
    ['run', name(run)],
    ['request', name(requestId)],
    ['batch', batch],
    ['details', details && output.name(JSON.stringify(details))],
    ['undone by', undoneBy && output.colors.yellow(undoneBy)],
    ['undoable', report.undoable ? 'yes' : 'no'],
  ]
  return rows
    .filter(([, value]) => value !== undefined)
    .map(([label, value]) => `${output.colors.dim(`${label}:`.padEnd(12))}${value}`)
}
