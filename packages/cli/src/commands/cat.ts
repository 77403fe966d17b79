import type { Nexus, ReadOptions } from '@nexusfs/core'
import type { CommandDefinition, Context } from '../command.ts'
import { contentJson } from '../output/content-json.ts'
import { treePath } from '../tree-path.ts'

/** Files up to this many bytes are read whole: starting a stream takes longer. */
const SMALL = 256 * 1024

export default {
  arguments: [{ name: 'PATH...', description: 'files', completes: 'tree' }],
  options: [
    { flags: '--start <byte>', description: 'first byte, from 0', type: 'number' },
    { flags: '--end <byte>', description: 'byte to stop before', type: 'number' },
  ],
  async run(context, input) {
    const { output, signal } = context
    const nexus = await context.open()
    const paths = input.arguments.map(treePath)
    const range = { start: input.number('start'), end: input.number('end'), signal }
    if (output.format === 'human') {
      for (const path of paths) await print(context, nexus, path, range)
      return
    }
    const contents = readEach(nexus, paths, range)
    if (paths.length > 1)
      await output.rows(
        contents,
        (content) => content,
        () => [],
      )
    else for await (const content of contents) await output.document(content, () => [])
  },
} satisfies CommandDefinition

async function print(
  { output }: Context,
  nexus: Nexus,
  path: string,
  range: ReadOptions,
): Promise<void> {
  const { size } = await nexus.stat(path, { signal: range.signal })
  if (size <= SMALL) await output.bytes(await nexus.read(path, range))
  else for await (const chunk of nexus.readStream(path, range)) await output.bytes(chunk)
}

async function* readEach(nexus: Nexus, paths: readonly string[], range: ReadOptions) {
  for (const path of paths) yield contentJson(path, await nexus.read(path, range))
}
