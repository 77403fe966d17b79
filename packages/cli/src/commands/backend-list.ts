import type { Settings } from 'nexusfs'
import type { CommandDefinition } from '../command.ts'
import { problemLines } from '../output/problem-lines.ts'
import { tableLines } from '../output/table.ts'
import { packageRows, rowJson } from '../packages/package-rows.ts'
import { readInstallation } from '../packages/read-installation.ts'

export default {
  details: `Lists the types of backends that can be used, and where the configuration uses them. No code of packages is run;
"nexus backend test NAME" tries one, "nexus mount list" shows what is mounted.`,
  async run({ output, openOptions }) {
    const installation = await readInstallation(openOptions)
    const rows = packageRows(installation)
      .filter(({ kind }) => kind === 'backend')
      .map((row) => ({ row, usedBy: usersOf(row.type, installation.settings) }))
    const json = rows.map(({ row, usedBy }) => ({ ...rowJson(row), usedBy }))
    await output.document(json, () => {
      const cells = rows.map(({ row, usedBy }) => [
        row.type,
        usedBy.join(', ') || '-',
        row.version || '-',
        row.package || '(not installed)',
        row.title,
      ])
      const [head = [], ...table] = tableLines(output, HEAD, cells)
      return [
        ...head,
        ...rows.flatMap(({ row: { problem } }, index) => [
          ...(table[index] ?? []),
          ...(problem === undefined ? [] : problemLines(output, problem)),
        ]),
      ]
    })
    if (installation.problem !== undefined) output.warn(installation.problem.message)
  },
} satisfies CommandDefinition

const HEAD = ['TYPE', 'USED BY', 'VERSION', 'PACKAGE', 'TITLE']

/** `default` and mount points. */
function usersOf(type: string, { backend, backends = [] }: Settings): readonly string[] {
  const mounts = backends.filter((mount) => mount.type.replace(/_connector$/, '') === type)
  return [
    ...(backend?.type === type ? ['default'] : []),
    ...mounts.map(({ mountPoint }) => mountPoint),
  ]
}
