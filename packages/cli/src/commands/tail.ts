import type { Nexus } from '@nexusfs/core'
import type { CommandDefinition } from '../command.ts'
import { contentJson } from '../output/content-json.ts'
import { treePath } from '../tree-path.ts'

const NEWLINE = 0x0a
const BLOCK = 64 * 1024

export default {
  arguments: [{ name: 'PATH', description: 'file', completes: 'tree' }],
  options: [
    { flags: '-n, --lines <number>', description: 'number of lines, default 10', type: 'number' },
    { flags: '-c, --bytes <number>', description: 'number of bytes', type: 'number' },
  ],
  async run(context, input) {
    const { output, signal } = context
    const nexus = await context.open()
    const path = treePath(input.argument(0))
    const { size } = await nexus.stat(path, { signal })
    const bytes = input.number('bytes')
    const start =
      bytes === undefined
        ? await startOfLines(nexus, path, size, input.number('lines') ?? 10)
        : Math.max(0, size - bytes)
    const range = { start, end: size, signal }
    if (output.format !== 'human') {
      const content = start < size ? await nexus.read(path, range) : new Uint8Array()
      await output.document(contentJson(path, content), () => [])
    } else if (start < size)
      for await (const chunk of nexus.readStream(path, range)) await output.bytes(chunk)
  },
} satisfies CommandDefinition

/** Where the last lines begin, found from the end in blocks. A line break at the very end belongs to the last line. */
async function startOfLines(
  nexus: Nexus,
  path: string,
  size: number,
  lines: number,
): Promise<number> {
  if (lines === 0) return size
  let breaks = 0
  for (let end = size; end > 0; end -= BLOCK) {
    const start = Math.max(0, end - BLOCK)
    const block = await nexus.read(path, { start, end })
    for (let at = block.length - 1; at >= 0; at -= 1) {
      if (block[at] !== NEWLINE || start + at === size - 1) continue
      breaks += 1
      if (breaks === lines) return start + at + 1
    }
  }
  return 0
}
