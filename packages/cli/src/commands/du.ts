import type { ContentUsage, Nexus } from '@nexusfs/core'
import type { CommandDefinition, Context } from '../command.ts'
import { treePath } from '../tree-path.ts'

interface Row extends ContentUsage {
  readonly path: string
}

export default {
  details: 'Shows bytes of all files, bytes of distinct content, number of files, and the path.',
  arguments: [
    { name: '[PATH...]', description: 'files or directories, default /', completes: 'tree' },
  ],
  options: [
    { flags: '-d, --depth <number>', description: 'also show directories below', type: 'number' },
  ],
  async run(context, input) {
    const { output } = context
    const nexus = await context.open()
    const paths = input.arguments.length > 0 ? input.arguments.map(treePath) : ['/']
    await output.rows(
      usages(nexus, context, paths, input.number('depth') ?? 0),
      (row) => row,
      ({ path, bytes, uniqueBytes, files }) =>
        [
          output.size(bytes).padStart(9),
          output.size(uniqueBytes).padStart(9),
          String(files).padStart(7),
          output.name(path),
        ].join('  '),
    )
  },
} satisfies CommandDefinition

async function* usages(
  nexus: Nexus,
  context: Context,
  paths: readonly string[],
  depth: number,
): AsyncGenerator<Row> {
  const { signal } = context
  for (const path of paths) {
    const { type } = await nexus.stat(path, { signal })
    if (depth > 0 && type === 'directory')
      for await (const entry of nexus.list(path, { recursive: false, signal }))
        if (entry.type === 'directory') yield* usages(nexus, context, [entry.path], depth - 1)
    yield { path, ...(await nexus.content.usage(path, { signal })) }
  }
}
