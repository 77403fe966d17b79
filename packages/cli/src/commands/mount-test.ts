import type { MountTest } from '@nexusfs/core'
import type { ProbeReport } from 'nexusfs'
import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Output } from '../output/output.ts'
import { probeLines } from '../output/probe-lines.ts'
import { treePath } from '../tree-path.ts'

export default {
  details: `Tries the mount that serves a path: whether it can be reached, what its endpoint really does, and whether rules of its
bucket destroy content. Unless the mount is read-only it writes below a prefix of its own, and removes all of it again.`,
  arguments: [{ name: 'PATH', description: 'a mount, or anything below it', completes: 'tree' }],
  async run({ open, output, globals, signal }, input) {
    const path = treePath(input.argument(0))
    const nexus = await open()
    if (globals.dryRun) {
      const { mountPoint, backend, readonly } = await nexus.mounts.get(path)
      const plan = { dryRun: true, action: 'test', mountPoint, ...backend, readonly }
      await output.document(plan, () => `would test the mount ${output.name(mountPoint)}`)
      return EXIT.ok
    }
    const { mount, warnings, ok, ...rest } = await nexus.mounts.test(path, { signal })
    let probe: ProbeReport | undefined
    if (ok && !mount.readonly) {
      const { probeBackend } = await import('nexusfs')
      probe = await probeBackend(nexus.mounts.backend(path), { signal })
    }
    const isFine = ok && probe?.ok !== false
    const report = { ok: isFine, mount, warnings, probe, ...rest }
    await output.document(report, () => lines(output, { mount, warnings, ok }, probe))
    return isFine ? EXIT.ok : EXIT.failure
  },
} satisfies CommandDefinition

function lines(
  output: Output,
  { mount, warnings, ok }: MountTest,
  probe: ProbeReport | undefined,
): readonly string[] {
  const { colors } = output
  const { mountPoint, backend, problem = '', hint, readonly } = mount
  const where = `${backend.type} at ${output.name(backend.location)}`
  const advice = (text: string | undefined) =>
    text === undefined ? [] : [`    ${colors.cyan('hint:')} ${output.name(text)}`]
  const state = ok
    ? `  ${colors.green('works')}  ${readonly ? 'read-only, tried by reads alone' : 'it can be reached'}`
    : `  ${colors.red('fails')}  ${output.name(problem)}`
  return [
    `${output.name(mountPoint)}: ${where}`,
    state,
    ...(ok ? [] : advice(hint)),
    ...warnings.flatMap((warning) => [
      `  ${colors.yellow('warning')}  ${output.name(warning.message)}`,
      ...advice(warning.hint),
    ]),
    ...(probe === undefined ? [] : probeLines(output, probe).slice(1)),
  ]
}
