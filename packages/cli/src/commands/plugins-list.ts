import { usageError } from '../cli-error.ts'
import type { CommandDefinition } from '../command.ts'
import type { Output } from '../output/output.ts'
import { problemLines } from '../output/problem-lines.ts'
import { tableLines } from '../output/table.ts'
import {
  type PackageRow,
  type Problem,
  packageRows,
  rowJson,
  type State,
} from '../packages/package-rows.ts'
import { readInstallation } from '../packages/read-installation.ts'

const KINDS = ['backend', 'store', 'plugin', 'command']

export default {
  details: `Lists what the packages of this project provide, with what keeps one from being used. No code of a package is
run. "enabled" plugins run; "in use" is what the configuration names. Enable a plugin with "nexus plugins enable NAME".`,
  options: [{ flags: '--kind <kind>', description: `only ${KINDS.join(', ')}`, completes: KINDS }],
  async run({ output, openOptions }, input) {
    const kind = input.text('kind')
    if (kind !== undefined && !KINDS.includes(kind))
      throw usageError(`"${kind}" is no kind of package.`, `Use ${KINDS.join(', ')}.`)
    const installation = await readInstallation(openOptions)
    const rows = packageRows(installation).filter((row) => kind === undefined || row.kind === kind)
    await output.document(rows.map(rowJson), () => lines(output, rows))
    if (installation.problem !== undefined) output.warn(installation.problem.message)
  },
} satisfies CommandDefinition

function lines(output: Output, rows: readonly PackageRow[]): readonly string[] {
  if (rows.length === 0) return []
  const cells = rows.map(({ kind, type, state, version, package: name, title, problem }) => [
    kind,
    type || '-',
    shownState(state, problem),
    version || '-',
    name || '(not installed)',
    title,
  ])
  const [head = [], ...table] = tableLines(output, HEAD, cells)
  return [
    ...head,
    ...rows.flatMap(({ problem }, index) => [
      ...(table[index] ?? []),
      ...(problem === undefined ? [] : problemLines(output, problem)),
    ]),
  ]
}

const HEAD = ['KIND', 'NAME', 'STATE', 'VERSION', 'PACKAGE', 'TITLE']

/** What can be used is available; what cannot be is named with its problem below. */
function shownState(state: State, problem: Problem | undefined): string {
  return state === 'available' && problem !== undefined ? 'broken' : state
}
