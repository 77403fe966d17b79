import type { Nexus } from '@nexusfs/core'
import type { CommandDefinition, Context, Input } from '../command.ts'
import { contentJson } from '../output/content-json.ts'
import { treePath } from '../tree-path.ts'

const NEWLINE = 0x0a

export default {
  arguments: [{ name: 'PATH', description: 'file', completes: 'tree' }],
  options: [
    { flags: '-n, --lines <number>', description: 'number of lines, default 10', type: 'number' },
    { flags: '-c, --bytes <number>', description: 'number of bytes', type: 'number' },
  ],
  async run(context, input) {
    const nexus = await context.open()
    const path = treePath(input.argument(0))
    const { output } = context
    const chunks = beginning(nexus, path, context, input)
    if (output.format === 'human') for await (const chunk of chunks) await output.bytes(chunk)
    else {
      const collected: Uint8Array[] = []
      for await (const chunk of chunks) collected.push(chunk)
      const content = Buffer.concat(collected)
      await output.document(contentJson(path, content), () => [])
    }
  },
} satisfies CommandDefinition

async function* beginning(
  nexus: Nexus,
  path: string,
  { signal }: Context,
  input: Input,
): AsyncGenerator<Uint8Array> {
  const bytes = input.number('bytes')
  if (bytes !== undefined) {
    const { size } = await nexus.stat(path, { signal })
    yield* nexus.readStream(path, { end: Math.min(bytes, size), signal })
    return
  }
  let wanted = input.number('lines') ?? 10
  if (wanted === 0) return
  for await (const chunk of nexus.readStream(path, { signal })) {
    let end = 0
    while (wanted > 0) {
      const at = chunk.indexOf(NEWLINE, end)
      if (at < 0) break
      end = at + 1
      wanted -= 1
    }
    yield wanted === 0 ? chunk.subarray(0, end) : chunk
    if (wanted === 0) return
  }
}
