import type { Context } from '../command.ts'
import { escapeLines } from '../output/escape.ts'
import type { Finding } from '../output/findings.ts'
import { examineRow } from './examine-packages.ts'
import { packageRows } from './package-rows.ts'
import { readInstallation } from './read-installation.ts'

/**
 * Loads a plugin that was just enabled and checks its configuration, and warns of what would keep the tree from opening.
 * @returns what is wrong, if something is
 */
export async function warnOfEnabled(
  { output, openOptions }: Pick<Context, 'output' | 'openOptions'>,
  name: string,
): Promise<Finding | undefined> {
  const installation = await readInstallation(openOptions)
  const row = packageRows(installation).find(
    ({ kind, type, state }) => kind === 'plugin' && type === name && state === 'enabled',
  )
  if (row === undefined) return undefined
  const finding = await examineRow(row, installation, openOptions)
  if (finding.ok) return undefined
  output.warn(`${name} is enabled, but cannot run yet: ${escapeLines(finding.found)}`)
  output.note(
    `"nexus plugins info ${name}" lists its options, "nexus plugins disable ${name}" goes on without it.`,
  )
  return finding
}
