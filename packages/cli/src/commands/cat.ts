import type { Nexus, ReadOptions } from '@nexusfs/core'
import { AT_OPTION } from '../at-option.ts'
import { usageError } from '../cli-error.ts'
import type { CommandDefinition, Context, Input } from '../command.ts'
import { contentJson } from '../output/content-json.ts'
import { treePath } from '../tree-path.ts'

/** Files up to this many bytes are read whole: starting a stream takes longer. */
const SMALL = 256 * 1024

export default {
  arguments: [{ name: 'PATH...', description: 'files', completes: 'tree' }],
  options: [
    { flags: '--start <byte>', description: 'first byte, from 0', type: 'number' },
    { flags: '--end <byte>', description: 'byte to stop before', type: 'number' },
    AT_OPTION,
    { flags: '--version <number>', description: 'this version of one file', type: 'number' },
  ],
  async run(context, input) {
    const { output, signal } = context
    const version = versionOf(input)
    const nexus = await context.open()
    const paths = input.arguments.map(treePath)
    if (version !== undefined) return printVersion(context, nexus, paths[0] ?? '/', version)
    const [start, end, at] = [input.number('start'), input.number('end'), input.text('at')]
    const range = { start, end, at, signal }
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

function versionOf(input: Input): number | undefined {
  const version = input.number('version')
  if (version === undefined) return undefined
  if (input.arguments.length > 1) throw usageError('--version needs a single path.')
  for (const other of ['start', 'end', 'at'])
    if ((input.number(other) ?? input.text(other)) !== undefined)
      throw usageError(`--version and --${other} cannot be combined.`)
  return version
}

async function printVersion(
  { output, signal }: Context,
  nexus: Nexus,
  path: string,
  version: number,
): Promise<void> {
  if (output.format === 'human')
    for await (const chunk of nexus.versions.readStream(path, version, { signal }))
      await output.bytes(chunk)
  else {
    const content = contentJson(path, await nexus.versions.read(path, version, { signal }))
    await output.document({ ...content, version }, () => [])
  }
}

async function print(
  { output }: Context,
  nexus: Nexus,
  path: string,
  range: ReadOptions,
): Promise<void> {
  const { size } = await nexus.stat(path, { at: range.at, signal: range.signal })
  if (size <= SMALL) await output.bytes(await nexus.read(path, range))
  else for await (const chunk of nexus.readStream(path, range)) await output.bytes(chunk)
}

async function* readEach(nexus: Nexus, paths: readonly string[], range: ReadOptions) {
  for (const path of paths) yield contentJson(path, await nexus.read(path, range))
}
