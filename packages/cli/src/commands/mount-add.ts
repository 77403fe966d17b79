import type { MountOptions } from '@nexusfs/core'
import { usageError } from '../cli-error.ts'
import type { CommandDefinition, Input } from '../command.ts'
import { printPlanned } from '../output/written.ts'
import { readOptions } from '../read-options.ts'
import { treePath } from '../tree-path.ts'

export default {
  details: `Mounts a backend by its type and saves that, so that it is there whenever the tree is opened. TYPE is one that
nexus.yaml could name; TYPE_connector maps files to their real keys (layout path). Secrets are given as references to
environment variables and stored as such:
nexus mount add /mnt/s3 s3_connector --option bucket=outputs --option 'secret_access_key=\${S3_SECRET}'`,
  arguments: [
    { name: 'PATH', description: 'where it shall be mounted', completes: 'tree' },
    { name: 'TYPE', description: 'type of the backend' },
  ],
  options: [
    { flags: '--option <name=value>', description: 'an option of the backend', type: 'repeated' },
    { flags: '--layout <layout>', description: 'cas or path', completes: ['cas', 'path'] },
    { flags: '--priority <number>', description: 'higher wins, default 0' },
    { flags: '--readonly', description: 'only read calls reach the backend' },
    { flags: '--per-tenant', description: 'each tenant has its own part of the backend' },
    { flags: '--description <text>', description: 'what it is for' },
    {
      flags: '--history <kind>',
      description: 'what layout path keeps of replaced content: versioning, cas or none',
      completes: ['versioning', 'cas', 'none'],
    },
  ],
  async run(context, input) {
    const { globals, output } = context
    const mount = mountOf(input)
    const what = `mount ${mount.type} at ${mount.mountPoint}`
    if (globals.dryRun) {
      const { options: _, ...plan } = mount
      return printPlanned(context, what, { action: 'mount', path: mount.mountPoint, ...plan })
    }
    const nexus = await context.open()
    const added = await nexus.mounts.add(mount)
    const entry = await nexus.mounts.get(added.mountPoint)
    await output.document(
      added,
      () => `mounted ${mount.type} at ${output.name(added.mountPoint)} as ${added.id}`,
    )
    if (entry.problem !== undefined)
      output.warn(`it cannot be used yet: ${entry.problem}${entry.hint ? ` ${entry.hint}` : ''}`)
  },
} satisfies CommandDefinition

function mountOf(input: Input): MountOptions {
  const priority = Number(input.text('priority') ?? 0)
  if (!Number.isSafeInteger(priority))
    throw usageError('--priority needs a whole number.', 'Write --priority 10.')
  const layout = input.text('layout') as MountOptions['layout']
  const history = input.text('history') as MountOptions['history']
  const description = input.text('description')
  return {
    mountPoint: treePath(input.argument(0)),
    type: input.argument(1),
    options: readOptions(input.list('option')),
    priority,
    readonly: input.flag('readonly'),
    perTenant: input.flag('per-tenant'),
    save: true,
    ...(layout !== undefined && { layout }),
    ...(history !== undefined && { history }),
    ...(description !== undefined && { description }),
  }
}
