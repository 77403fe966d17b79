import type { BackendTarget, ProbeReport, ProbeStep } from 'nexusfs'
import { usageError } from '../cli-error.ts'
import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { connectOptions } from '../open-tree.ts'
import { alignColumns } from '../output/format.ts'
import type { Output } from '../output/output.ts'

export default {
  details: `Writes, reads, lists and deletes below a prefix of its own, and removes all of it again; says what the backend really
does, above all whether conditional writes hold. TYPE means the backend of the configuration of that type; with --option
one that is not in the configuration is tried: nexus backend test s3 --option bucket=my-bucket --option region=eu-west-1`,
  arguments: [{ name: 'BACKEND', description: 'a type, a mount, or / for the default backend' }],
  options: [
    {
      flags: '--option <name=value>',
      description: 'an option of a backend that is not in the configuration',
      type: 'repeated',
    },
  ],
  async run({ output, openOptions, globals, signal }, input) {
    const { openBackend, probeBackend } = await import('nexusfs')
    const target = targetOf(input.argument(0), input.list('option'))
    const { env, cwd, home } = openOptions
    const backend = await openBackend(target, connectOptions(openOptions), { env, cwd, home })
    try {
      const { type, location } = backend.describe()
      if (globals.dryRun) {
        const plan = { dryRun: true, action: 'test', type, location }
        await output.document(plan, () => `would test ${type} at ${output.name(location)}`)
        return EXIT.ok
      }
      const report = await probeBackend(backend, { signal })
      await output.document(report, () => lines(output, report))
      return report.ok ? EXIT.ok : EXIT.failure
    } finally {
      await backend.close()
    }
  },
} satisfies CommandDefinition

function targetOf(backend: string, options: readonly string[]): BackendTarget {
  if (backend.startsWith('/')) {
    if (options.length > 0)
      throw usageError('A mount has its options in the configuration.', 'Leave --option away.')
    return { mountPoint: backend }
  }
  if (options.length === 0) return { type: backend }
  return { type: backend, options: Object.fromEntries(options.map(readOption)) }
}

function readOption(option: string): readonly [string, string] {
  const at = option.indexOf('=')
  if (at > 0) return [option.slice(0, at), option.slice(at + 1)]
  throw usageError('An --option needs a name and a value.', 'Write --option bucket=my-bucket.')
}

function lines(output: Output, { type, location, steps }: ProbeReport): readonly string[] {
  const { colors } = output
  const table = alignColumns(
    steps.map(({ outcome, name, found, milliseconds }) => [
      outcome,
      name,
      milliseconds > 0 ? `${milliseconds} ms` : '-',
      output.name(found),
    ]),
    new Set([2]),
  )
  const paint: Readonly<Record<ProbeStep['outcome'], (text: string) => string>> = {
    works: colors.green,
    fails: colors.red,
    'not offered': colors.dim,
    skipped: colors.dim,
  }
  return [
    `${type} at ${output.name(location)}`,
    ...steps.flatMap(({ outcome, hint }, index) => [
      `  ${(table[index] ?? '').replace(outcome, paint[outcome])}`,
      ...(hint === undefined ? [] : [`    ${colors.cyan('hint:')} ${output.name(hint)}`]),
    ]),
  ]
}
