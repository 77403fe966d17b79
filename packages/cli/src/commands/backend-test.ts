import type { BackendTarget } from 'nexusfs'
import { usageError } from '../cli-error.ts'
import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { connectOptions } from '../open-tree.ts'
import { probeLines } from '../output/probe-lines.ts'
import { readOptions } from '../read-options.ts'

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
      await output.document(report, () => probeLines(output, report))
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
  return { type: backend, options: readOptions(options) }
}
