import type { RestoreResult } from '@nexusfs/core'
import type { Context } from './command.ts'
import { changeLines, someChanges } from './output/changes.ts'
import { escapeForTerminal } from './output/escape.ts'
import { formatCount } from './output/format.ts'

/** Restores, or with `--dry-run` shows what that would change; on a terminal shows it and asks first. */
export async function restoreAsking(
  { confirm, globals, output }: Context,
  restore: (dryRun: boolean) => Promise<RestoreResult>,
): Promise<void> {
  if (globals.dryRun) {
    const { changes = [], ...planned } = await restore(true)
    await output.document({ dryRun: true, ...planned, changes }, () =>
      changes.flatMap((change) => changeLines(output, change)),
    )
    return output.note(`would make ${formatCount(changes.length, 'change')}`)
  }
  await confirm(async () => {
    const { path, changes = [] } = await restore(true)
    for (const line of someChanges(output, changes)) output.note(line)
    return changes.length === 0
      ? undefined
      : `Restore ${path}: ${formatCount(changes.length, 'change')}?`
  })
  const result = await restore(false)
  await output.document(result, () => [])
  const { path, count, operationId } = result
  output.note(escapeForTerminal(`restored ${path} (${formatCount(count, 'change')})`))
  if (operationId !== undefined) output.note(`to take this back: nexus undo ${operationId}`)
}
